package org.kvsweep.sweep.file;

import java.util.List;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import org.kvsweep.settings.Labelled;

/**
 * A piece of YAML and where it stands. Readers ask for the kind that they expect; whatever else
 * stands there they hand to {@link Problems#expected}, so that a new kind is refused everywhere.
 */
sealed interface YamlNode {
  Position position();

  /** Returns a description of the node, for "expected ..., got ...". */
  String description();

  /** Returns whether this has been reported as a problem: nobody is told of it again. */
  default boolean reported() {
    return false;
  }

  /** Returns this node as if all of it stood at that place. */
  YamlNode at(Position place);

  /** Returns this as a single value; empty if it is something else. */
  default Optional<Scalar> scalar() {
    return Optional.empty();
  }

  /** Returns this as a mapping; empty if it is something else. */
  default Optional<Mapping> mapping() {
    return Optional.empty();
  }

  /** Returns this as a list; empty if it is something else. */
  default Optional<Sequence> sequence() {
    return Optional.empty();
  }

  /** The number that stands here; empty if it is something else. */
  default Optional<Double> number() {
    return scalar()
        .map(Scalar::value)
        .filter(Number.class::isInstance)
        .map(value -> ((Number) value).doubleValue());
  }

  /** The whole number that stands here, if it is not below least and not above most. */
  default Optional<Long> whole(long least, long most) {
    return scalar()
        .map(Scalar::value)
        .filter(Long.class::isInstance)
        .map(Long.class::cast)
        .filter(value -> least <= value && value <= most);
  }

  /** The one of a closed set whose word stands here; empty if none does. */
  default <L extends Enum<L> & Labelled> Optional<L> choice(Class<L> set) {
    return scalar().flatMap(scalar -> Labelled.of(set, scalar.text()));
  }

  /**
   * A single value.
   *
   * @param text as written, without quotes
   * @param value what YAML's core schema makes of it: Boolean, Long, Double, String, or null
   * @param quoted whether it can only be text
   */
  record Scalar(Position position, String text, Object value, boolean quoted) implements YamlNode {
    private static final int SHOWN = 60;

    /** A text of our own: in quotes where it could be taken for something else. */
    static Scalar ofText(Position position, String text) {
      boolean word = text.matches("[A-Za-z][A-Za-z0-9_-]*") && !text.matches("(?i)true|false|null");
      return new Scalar(position, text, text, !word);
    }

    @Override
    public YamlNode at(Position place) {
      return new Scalar(place, text, value, quoted);
    }

    @Override
    public Optional<Scalar> scalar() {
      return Optional.of(this);
    }

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
    public YamlNode at(Position place) {
      return new Sequence(place, items.stream().map(item -> item.at(place)).toList());
    }

    @Override
    public Optional<Sequence> sequence() {
      return Optional.of(this);
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

    /** Returns the value after that key; empty if the key is missing. */
    Optional<YamlNode> value(String key) {
      return entry(key).map(Entry::value);
    }

    boolean has(String key) {
      return entry(key).isPresent();
    }

    @Override
    public YamlNode at(Position place) {
      return new Mapping(
          place,
          entries.stream()
              .map(entry -> new Entry(place, entry.key(), entry.value().at(place)))
              .toList());
    }

    @Override
    public Optional<Mapping> mapping() {
      return Optional.of(this);
    }

    @Override
    public String description() {
      return "a mapping";
    }
  }

  record Entry(Position position, String key, YamlNode value) {}

  /** A node that has been reported already and must cause no further problem. */
  record Reported(Position position) implements YamlNode {
    @Override
    public YamlNode at(Position place) {
      return new Reported(place);
    }

    @Override
    public String description() {
      return "something unreadable";
    }

    @Override
    public boolean reported() {
      return true;
    }
  }
}
