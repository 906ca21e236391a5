package org.kvsweep.report;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

/**
 * A choice of trials by one key: {@code depth=2}, or {@code task.length=16,64} for either.
 *
 * @param path such as {@code model.depth}
 * @param values any of them; numbers are equal however they are written
 * @param defaults of values that settings leave out
 */
record TrialFilter(String path, List<String> values, TaskDefaults defaults)
    implements Predicate<TrialSpec> {
  TrialFilter {
    values = List.copyOf(values);
  }

  /**
   * The filter in these words, for the trials of those results.
   *
   * @throws IllegalArgumentException if it has another form, or a key or value that none of them
   *     has
   */
  static TrialFilter parse(String text, SweepResults results, TaskCatalog tasks) {
    Collection<TrialSpec> trials = results.trials().values();
    int equals = text.indexOf('=');
    if (equals < 1 || equals == text.length() - 1) {
      throw new IllegalArgumentException(
          "Cannot filter by %s: expected KEY=VALUE, for example depth=2 or task.length=16,64"
              .formatted(text));
    }
    TaskDefaults defaults = new TaskDefaults(trials, tasks);
    String path =
        TrialKeys.of(trials)
            .withSeed()
            .withImplied(defaults.paths())
            .path(text.substring(0, equals).strip(), "filter by");
    List<String> wanted = List.of(text.substring(equals + 1).split(",", -1));
    TrialFilter filter =
        new TrialFilter(path, wanted.stream().map(String::strip).toList(), defaults);
    Set<String> there = new TreeSet<>();
    trials.forEach(trial -> defaults.value(trial, path).ifPresent(there::add));
    for (String value : filter.values) {
      if (there.stream().noneMatch(other -> equal(value, other))) {
        throw new IllegalArgumentException(
            "Cannot filter by %s=%s: expected one of %s"
                .formatted(path, value, String.join(", ", there)));
      }
    }
    return filter;
  }

  @Override
  public boolean test(TrialSpec trial) {
    return defaults
        .value(trial, path)
        .filter(value -> values.stream().anyMatch(wanted -> equal(wanted, value)))
        .isPresent();
  }

  /** Returns whether the two are the same value; numbers are equal however they are written. */
  static boolean equal(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    try {
      return new BigDecimal(one).compareTo(new BigDecimal(other)) == 0;
    } catch (NumberFormatException words) {
      return false;
    }
  }
}
