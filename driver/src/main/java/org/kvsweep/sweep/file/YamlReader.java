package org.kvsweep.sweep.file;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.sweep.file.YamlNode.Reported;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.sweep.file.YamlNode.Sequence;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads one YAML 1.2 document, core schema, into nodes that know their place.
 *
 * <p>Works on the parser's events rather than on composed nodes, so that what makes YAML dangerous
 * is refused before memory is spent on it: anchors and aliases, tags, deep nesting. None of them is
 * of use in a sweep file.
 */
final class YamlReader {
  /** A sweep file needs three levels; the rest is room for readable messages. */
  private static final int MAX_DEPTH = 10;

  /**
   * The most digits of a number: longer ones are no value that any setting takes, and slow to
   * convert.
   */
  private static final int MAX_NUMBER_LENGTH = 400;

  /** The longest key or tag shown in a message, in characters. */
  private static final int MAX_SHOWN = 60;

  private static final CoreSchema SCHEMA = new CoreSchema();

  private final Problems problems;
  private final Iterator<Event> events;

  private YamlReader(Iterator<Event> events, Problems problems) {
    this.events = events;
    this.problems = problems;
  }

  /** The document; empty if it is not YAML, which has then been reported. */
  static Optional<YamlNode> read(String text, Problems problems) {
    if (!printable(text, problems)) {
      return Optional.empty();
    }
    LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
    Walk walk = new Walk(new Parse(settings).parseString(SeparatingTabs.asSpaces(text)).iterator());
    try {
      return new YamlReader(walk, problems).document();
    } catch (TooDeep tooDeep) {
      problems.add(tooDeep.position, tooDeep.path, "nested too deeply for a sweep file");
    } catch (MarkedYamlEngineException broken) {
      Position position = position(broken.getProblemMark().or(broken::getContextMark));
      String context = broken.getContext() == null ? "" : " " + broken.getContext();
      problems.add(position, "", "not valid YAML: " + broken.getProblem() + context);
    } catch (YamlEngineException broken) {
      problems.add(walk.end(), "", "not valid YAML behind this: " + broken.getMessage());
    }
    return Optional.empty();
  }

  private static boolean printable(String text, Problems problems) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (!StreamReader.isPrintable(c)) {
        problems.add(
            new Position(line, column), "", "not a text file: has character U+%04X".formatted(c));
        return false;
      }
      line += c == '\n' ? 1 : 0;
      column = c == '\n' ? 1 : column + 1;
    }
    return true;
  }

  private Optional<YamlNode> document() {
    next(Event.ID.StreamStart);
    Event first = events.next();
    if (first.getEventId() == Event.ID.StreamEnd) {
      return Optional.of(new Mapping(Position.START, List.of()));
    }
    YamlNode root = node(events.next(), "", 0);
    next(Event.ID.DocumentEnd);
    Event last = events.next();
    if (last.getEventId() != Event.ID.StreamEnd) {
      problems.add(position(last.getStartMark()), "", "a sweep file is one document, got another");
    }
    return Optional.of(root);
  }

  private void next(Event.ID expected) {
    Event event = events.next();
    if (event.getEventId() != expected) {
      throw new IllegalStateException("Cannot read YAML: expected " + expected + ", got " + event);
    }
  }

  private YamlNode node(Event event, String path, int depth) {
    Position position = position(event.getStartMark());
    if (depth > MAX_DEPTH) {
      throw new TooDeep(position, path);
    }
    boolean refused = refuse(event, position, path);
    YamlNode read =
        switch (event.getEventId()) {
          case Scalar -> scalar((ScalarEvent) event, position);
          case SequenceStart -> sequence(position, path, depth);
          case MappingStart -> mapping(position, path, depth);
          case Alias -> new Reported(position);
          default -> throw new IllegalStateException("Cannot read YAML: unexpected " + event);
        };
    return refused ? new Reported(position) : read;
  }

  private boolean refuse(Event event, Position position, String path) {
    Optional<String> tag = Optional.empty();
    if (event instanceof ScalarEvent scalar) {
      tag = scalar.getTag();
    } else if (event instanceof CollectionStartEvent collection) {
      tag = collection.getTag();
    }
    if (event.getEventId() == Event.ID.Alias) {
      problems.add(position, path, "aliases are not allowed, write the value out");
      return true;
    }
    if (((NodeEvent) event).getAnchor().isPresent()) {
      problems.add(position, path, "anchors are not allowed, write values out where they are used");
      return true;
    }
    if (tag.isPresent()) {
      problems.add(
          position,
          path,
          "tags are not allowed, got " + StringUtils.abbreviate(tag.get(), MAX_SHOWN));
      return true;
    }
    return false;
  }

  private Sequence sequence(Position position, String path, int depth) {
    List<YamlNode> items = new ArrayList<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(node(event, path, depth + 1));
    }
    return new Sequence(position, items);
  }

  private Mapping mapping(Position position, String path, int depth) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      YamlNode key = node(event, path, depth + 1);
      String name = key.scalar().map(Scalar::text).orElse("");
      String shown = StringUtils.abbreviate(name, MAX_SHOWN);
      String below = path.isEmpty() ? shown : path + "." + shown;
      YamlNode value = node(events.next(), below, depth + 1);
      if (key.scalar().isPresent()) {
        Entry before = entries.putIfAbsent(name, new Entry(key.position(), name, value));
        if (before != null) {
          problems.add(
              key.position(), below, "given twice, first on line " + before.position().line());
        }
      } else {
        problems.expected(key, path, "a word as key");
      }
    }
    return new Mapping(position, List.copyOf(entries.values()));
  }

  private static Scalar scalar(ScalarEvent event, Position position) {
    String text = event.getValue();
    boolean quoted = !event.isPlain();
    Tag tag =
        quoted || text.length() > MAX_NUMBER_LENGTH
            ? Tag.STR
            : SCHEMA.getScalarResolver().resolve(text, true);
    if (tag.equals(Tag.STR)) {
      return new Scalar(position, text, text, quoted);
    }
    Object value =
        SCHEMA
            .getSchemaTagConstructors()
            .get(tag)
            .construct(new ScalarNode(tag, text, event.getScalarStyle()));
    return new Scalar(position, text, vanishes(text, value) ? text : normal(value), quoted);
  }

  /**
   * Returns whether it is a number other than 0 that is too small for a Double: such are no numbers
   * here.
   */
  private static boolean vanishes(String text, Object value) {
    return value instanceof Double number
        && number == 0
        && StringUtils.containsAny(text.split("[eE]", 2)[0], "123456789");
  }

  /**
   * Returns whole numbers as Long where they fit and all others as Double, without a negative zero.
   */
  private static Object normal(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    if (value instanceof BigInteger || value instanceof Double) {
      return ((Number) value).doubleValue() + 0.0;
    }
    return value;
  }

  private static Position position(Optional<org.snakeyaml.engine.v2.exceptions.Mark> mark) {
    return mark.map(m -> new Position(m.getLine() + 1, m.getColumn() + 1))
        .orElse(Position.WHOLE_FILE);
  }

  /** The events, and where the last of them ended: not every error says where it is. */
  private static final class Walk implements Iterator<Event> {
    private final Iterator<Event> events;
    private Position end = Position.START;

    Walk(Iterator<Event> events) {
      this.events = events;
    }

    Position end() {
      return end;
    }

    @Override
    public boolean hasNext() {
      return events.hasNext();
    }

    @Override
    public Event next() {
      Event event = events.next();
      end = position(event.getEndMark());
      return event;
    }
  }

  private static final class TooDeep extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Position position;
    private final transient String path;

    TooDeep(Position position, String path) {
      this.position = position;
      this.path = path;
    }
  }
}
