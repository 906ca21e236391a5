package org.kvsweep.sweep.file;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.kvsweep.settings.Key;
import org.kvsweep.sweep.Dimension;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.file.YamlNode.Scalar;

/**
 * A key of a section and what the file gives it, without what has problems.
 *
 * @param path as it was meant, where it is misspelt
 * @param position of the key
 * @param values distinct, in the order of the file; empty for a range, and if all had problems
 * @param range in place of values
 */
record GivenKey(SettingPath path, Position position, List<Scalar> values, Optional<Range> range) {
  GivenKey {
    values = List.copyOf(values);
  }

  GivenKey(SettingPath path, Position position, List<Scalar> values) {
    this(path, position, values, Optional.empty());
  }

  Section section() {
    return path.section();
  }

  boolean isTaskName() {
    return path.equals(SettingPath.TASK_NAME);
  }

  boolean varies() {
    return range.isPresent() || values.size() > 1;
  }

  /** Returns how many values it has; empty for a range of any number. */
  Optional<BigInteger> count() {
    return range.isPresent() ? range.get().count() : Optional.of(BigInteger.valueOf(values.size()));
  }

  /** The value at that share, from 0 to below 1, of the list or range. */
  Scalar at(double share) {
    return range
        .map(numbers -> numbers.at(share))
        .orElseGet(() -> values.get((int) (share * values.size())));
  }

  /** What tuning makes of the key: a list of numbers that ascend or descend has an order. */
  Dimension dimension() {
    return range
        .map(Range::dimension)
        .orElseGet(
            () ->
                ordered()
                    ? Dimension.Steps.even(values.size())
                    : new Dimension.Choices(values.size()));
  }

  private boolean ordered() {
    if (!values.stream().allMatch(value -> value.value() instanceof Number)) {
      return false;
    }
    List<Double> numbers =
        values.stream().map(value -> ((Number) value.value()).doubleValue()).toList();
    List<Double> ascending = numbers.stream().sorted().toList();
    return numbers.equals(ascending)
        || numbers.equals(ascending.stream().sorted(Comparator.reverseOrder()).toList());
  }

  /** The value as {@link Key#accept} wants it: what is to be a word may look like a number. */
  static Object raw(Key key, Scalar scalar) {
    return switch (key.type()) {
      case WORD, NAME -> scalar.text();
      case INTEGER, NUMBER, FLAG -> scalar.value();
    };
  }
}
