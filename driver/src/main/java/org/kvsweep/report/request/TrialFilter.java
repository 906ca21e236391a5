package org.kvsweep.report.request;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.kvsweep.report.SweepResults;
import org.kvsweep.sweep.file.NearestWord;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

/**
 * A choice of trials by one key: {@code depth=2}, or {@code task.length=16,64} for either.
 *
 * @param path such as {@code model.depth}
 * @param values any of them, as the trials have them
 * @param defaults of values that settings leave out
 */
record TrialFilter(String path, Set<String> values, TaskDefaults defaults)
    implements Predicate<TrialSpec> {
  /**
   * The most characters of a number: as many as those of the largest double without an exponent,
   * and some more. A longer text is compared as such, since reading it takes long.
   */
  private static final int LONGEST_NUMBER = 400;

  TrialFilter {
    values = Set.copyOf(values);
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
    Set<String> there = new TreeSet<>();
    trials.forEach(trial -> defaults.value(trial, path).ifPresent(there::add));
    Map<Object, Set<String>> meanings =
        there.stream().collect(Collectors.groupingBy(TrialFilter::meaning, Collectors.toSet()));
    Set<String> wanted = new HashSet<>();
    for (String value : text.substring(equals + 1).split(",", -1)) {
      Set<String> meant = meanings.get(meaning(value.strip()));
      if (meant == null) {
        throw new IllegalArgumentException(
            "Cannot filter by %s=%s: expected one of %s%s"
                .formatted(
                    path,
                    value.strip(),
                    String.join(", ", there),
                    AskedComparison.isNumber(value.strip())
                        ? ""
                        : NearestWord.question(value.strip(), there)));
      }
      wanted.addAll(meant);
    }
    return new TrialFilter(path, wanted, defaults);
  }

  @Override
  public boolean test(TrialSpec trial) {
    return defaults.value(trial, path).filter(values::contains).isPresent();
  }

  /** Returns whether the two are the same value; numbers are equal however they are written. */
  static boolean equal(String one, String other) {
    return meaning(one).equals(meaning(other));
  }

  private static Object meaning(String value) {
    if (value.length() > LONGEST_NUMBER) {
      return value;
    }
    try {
      return new BigDecimal(value).stripTrailingZeros();
    } catch (ArithmeticException | NumberFormatException words) {
      return value;
    }
  }
}
