package org.kvsweep.sweep.file;

import java.util.List;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import org.kvsweep.sweep.Choice;

/** A piece of YAML and where it stands. */
public sealed interface YamlNode {
  Position position();

  /** What it is, for "expected ..., got ...". */
  String description();

  /**
   * A single value.
   *
   * @param text as written, without quotes
   * @param value what YAML's core schema makes of it: Boolean, Long, Double, String, or null
   * @param quoted whether it can only be text
   */
  record Scalar(Position position, String text, Object value, boolean quoted) implements YamlNode {
    private static final int SHOWN = 60;

    @Override
    public String description() {
      if (value == null) {
        return "nothing";
      }
      String shown = StringUtils.abbreviate(text, SHOWN);
      return quoted || shown.isBlank() ? '"' + shown + '"' : shown;
    }
  }

  record Sequence(Position position, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String description() {
      return "a list";
    }
  }

  /** Keys are unique. */
  record Mapping(Position position, List<Entry> entries) implements YamlNode {
    public Mapping {
      entries = List.copyOf(entries);
    }

    Optional<Entry> entry(String key) {
      return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    boolean has(String key) {
      return entry(key).isPresent();
    }

    @Override
    public String description() {
      return "a mapping";
    }
  }

  record Entry(Position position, String key, YamlNode value) {}

  /** Something that has been reported already and shall cause no further problem. */
  record Reported(Position position) implements YamlNode {
    @Override
    public String description() {
      return "something unreadable";
    }
  }

  /** The choice whose word stands there; empty where something else does, or nothing (null). */
  static <C extends Enum<C> & Choice> Optional<C> choice(Class<C> choices, YamlNode value) {
    return value instanceof Scalar scalar ? Choice.of(choices, scalar.text()) : Optional.empty();
  }
}
