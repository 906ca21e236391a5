package org.kvsweep.sweep.file;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.trial.TrialSpec;

/**
 * A condition on cells, in a {@code when} or an {@code exclude}: all clauses have to hold.
 *
 * @param position in the sweep file
 */
record Condition(Position position, List<Clause> clauses) {
  Condition {
    clauses = List.copyOf(clauses);
  }

  /** A condition on one key. A key that the task of a cell does not have is nothing. */
  sealed interface Clause {
    SettingPath path();

    boolean fits(Object value);

    /** The tasks whose settings leave the key out where it has a default that fits. */
    Set<String> byDefault();

    /** Returns the text after the name of the key: {@code is 4}. */
    String demand();

    default boolean holds(TrialSpec spec) {
      return path()
          .value(spec)
          .map(this::fits)
          .orElseGet(() -> byDefault().contains(spec.taskName()));
    }
  }

  /** One of these values, as settings hold them. */
  record Among(SettingPath path, List<Object> values, Set<String> byDefault) implements Clause {
    Among {
      values = List.copyOf(values);
      byDefault = Set.copyOf(byDefault);
    }

    @Override
    public boolean fits(Object value) {
      return values.contains(value);
    }

    @Override
    public String demand() {
      return "is " + values.stream().map(String::valueOf).collect(Collectors.joining(" or "));
    }
  }

  /** A number between these, which are included; infinite where there is no limit. */
  record Between(SettingPath path, double from, double to, Set<String> byDefault)
      implements Clause {
    Between {
      byDefault = Set.copyOf(byDefault);
    }

    @Override
    public boolean fits(Object value) {
      return value instanceof Number number
          && from <= number.doubleValue()
          && number.doubleValue() <= to;
    }

    @Override
    public String demand() {
      if (to == Double.POSITIVE_INFINITY) {
        return "is at least " + text(from);
      }
      return from == Double.NEGATIVE_INFINITY
          ? "is at most " + text(to)
          : "is from " + text(from) + " to " + text(to);
    }

    private static String text(double number) {
      return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
  }

  boolean holds(TrialSpec spec) {
    return clauses.stream().allMatch(clause -> clause.holds(spec));
  }

  /** {@code model.depth is 4 and model.width is 128 or 256}. */
  String description() {
    return clauses.stream()
        .map(clause -> clause.path() + " " + clause.demand())
        .collect(Collectors.joining(" and "));
  }
}
