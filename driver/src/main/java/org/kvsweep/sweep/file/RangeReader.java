package org.kvsweep.sweep.file;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Labelled;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.sweep.file.YamlNode.Scalar;

/** Reads a range of a key, such as {@code {from: 1e-4, to: 1e-2, scale: log}}. */
final class RangeReader {
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String SCALE = "scale";
  private static final String STEP = "step";
  private static final List<String> KEYS = List.of(FROM, TO, SCALE, STEP);

  /**
   * The most steps of a range: up to here a Double holds every whole number, so that each step can
   * be drawn.
   */
  private static final BigDecimal MOST_STEPS = BigDecimal.valueOf(1L << 53);

  private final Mapping mapping;
  private final String path;
  private final Problems problems;
  private boolean sound = true;

  private RangeReader(Mapping mapping, String path, Problems problems) {
    this.mapping = mapping;
    this.path = path;
    this.problems = problems;
  }

  /**
   * The range; empty if anything is wrong with it, which has then been reported.
   *
   * @param type of the key
   */
  static Optional<Range> read(Mapping mapping, Key.Type type, String path, Problems problems) {
    return new RangeReader(mapping, path, problems).range(type);
  }

  /** The ends of a range as they stand in the file, for a check against the bounds of the key. */
  static List<Scalar> ends(Mapping mapping) {
    List<Scalar> ends = new ArrayList<>();
    for (String end : List.of(FROM, TO)) {
      mapping.value(end).flatMap(YamlNode::scalar).ifPresent(ends::add);
    }
    return ends;
  }

  private Optional<Range> range(Key.Type type) {
    if (type != Key.Type.INTEGER && type != Key.Type.NUMBER) {
      problem(mapping.position(), "expected " + type.description() + " or a list, got a range");
      return Optional.empty();
    }
    if (mapping.entries().stream().map(Entry::key).noneMatch(KEYS::contains)) {
      problem(
          mapping.position(),
          "expected a value, a list of values or a range {from: ..., to: ...}, got a mapping");
      return Optional.empty();
    }
    for (Entry entry : mapping.entries()) {
      if (!KEYS.contains(entry.key())) {
        problem(
            entry.position(),
            DecimalComma.ofKey(entry, mapping)
                .orElseGet(() -> "unknown key, " + Vocabulary.meant(entry.key(), KEYS)));
      }
    }
    boolean whole = type == Key.Type.INTEGER;
    Optional<BigDecimal> from = number(FROM, whole);
    Optional<BigDecimal> to = number(TO, whole);
    Optional<BigDecimal> step = mapping.has(STEP) ? number(STEP, whole) : Optional.empty();
    Range.Scale scale = scale();
    if (!sound || from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    BigDecimal every = step.orElse(whole ? BigDecimal.ONE : BigDecimal.ZERO);
    check(from.get(), to.get(), scale, every);
    return sound
        ? Optional.of(new Range(mapping.position(), from.get(), to.get(), scale, every, whole))
        : Optional.empty();
  }

  private void check(BigDecimal from, BigDecimal to, Range.Scale scale, BigDecimal step) {
    if (from.compareTo(to) >= 0) {
      problem(
          mapping.position(),
          "expected from below to, got %s and %s".formatted(Range.plain(from), Range.plain(to)));
    }
    if (scale == Range.Scale.LOG && from.signum() <= 0) {
      problem(
          mapping.position(), "a log scale has to begin above 0, got from " + Range.plain(from));
    }
    boolean given = mapping.has(STEP);
    if (given && (step.signum() <= 0 || step.compareTo(to.subtract(from)) > 0)) {
      problem(
          mapping.entry(STEP).orElseThrow().value().position(),
          "expected a step above 0 that fits into the range, got " + Range.plain(step));
    } else if (given && to.subtract(from).compareTo(step.multiply(MOST_STEPS)) > 0) {
      problem(
          mapping.entry(STEP).orElseThrow().value().position(),
          "expected a step that fits into the range at most %s times, got %s"
              .formatted(Range.plain(MOST_STEPS), Range.plain(step)));
    }
  }

  private Optional<BigDecimal> number(String key, boolean whole) {
    Optional<Entry> entry = mapping.entry(key);
    if (entry.isEmpty()) {
      problem(mapping.position(), "%s is missing, expected {from: ..., to: ...}".formatted(key));
      return Optional.empty();
    }
    YamlNode value = entry.get().value();
    Optional<BigDecimal> number = value.scalar().flatMap(scalar -> number(scalar, whole));
    if (number.isEmpty()) {
      String expected = "%s for %s".formatted(whole ? "a whole number" : "a number", key);
      String hint = value.scalar().map(scalar -> DecimalComma.hint(scalar, List.of())).orElse("");
      expected(value, expected, hint);
    }
    return number;
  }

  private static Optional<BigDecimal> number(Scalar scalar, boolean whole) {
    boolean usable =
        !DecimalComma.isRest(scalar)
            && (scalar.value() instanceof Long
                || (!whole && scalar.value() instanceof Double number && Double.isFinite(number)));
    return usable ? Optional.of(new BigDecimal(scalar.value().toString())) : Optional.empty();
  }

  private Range.Scale scale() {
    Optional<YamlNode> value = mapping.value(SCALE);
    Optional<Range.Scale> known = value.flatMap(node -> node.choice(Range.Scale.class));
    if (value.isPresent() && known.isEmpty()) {
      expected(value.get(), Labelled.words(Range.Scale.class) + " for scale", "");
    }
    return known.orElse(Range.Scale.LINEAR);
  }

  private void expected(YamlNode got, String expected, String hint) {
    sound = false;
    problems.expected(got, path, expected, hint);
  }

  private void problem(Position position, String message) {
    sound = false;
    problems.add(position, path, message);
  }
}
