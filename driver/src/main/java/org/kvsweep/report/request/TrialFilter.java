package org.kvsweep.report.request;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;
import org.kvsweep.report.SweepResults;
import org.kvsweep.sweep.file.NearestWord;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

/**
 * A choice of trials by one key: {@code depth=2}, or {@code task.length=16,64} for either. A value
 * that has commas itself is written as it is: {@code task.ignore=age,city}.
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
    if (equals < 1) {
      throw form(text);
    }
    TaskDefaults defaults = new TaskDefaults(trials, tasks);
    String path =
        TrialKeys.of(trials)
            .withSeed()
            .withImplied(defaults.paths())
            .path(text.substring(0, equals).strip(), "filter by");
    Set<String> there = new TreeSet<>();
    trials.forEach(trial -> defaults.value(trial, path).ifPresent(there::add));
    String values = text.substring(equals + 1);
    if (values.isBlank() && !there.contains("")) {
      throw form(text);
    }
    return new TrialFilter(path, wanted(values, path, there), defaults);
  }

  private static IllegalArgumentException form(String text) {
    return new IllegalArgumentException(
        "Cannot filter by %s: expected KEY=VALUE, for example depth=2 or task.length=16,64"
            .formatted(text));
  }

  /**
   * Returns those of the values that the text names. A value may have commas itself: the longest
   * one that fits counts.
   */
  private static Set<String> wanted(String text, String path, Set<String> there) {
    Map<Object, Set<String>> meanings =
        there.stream().collect(Collectors.groupingBy(TrialFilter::meaning, Collectors.toSet()));
    int mostParts = 1 + there.stream().mapToInt(TrialFilter::commas).max().orElse(0);
    List<String> parts = List.of(text.split(",", -1));
    Set<String> wanted = new HashSet<>();
    for (int from = 0; from < parts.size(); ) {
      int to = Math.min(from + mostParts, parts.size());
      while (to > from && !meanings.containsKey(meaning(joined(parts.subList(from, to))))) {
        to--;
      }
      if (to == from) {
        String unknown = parts.get(from).strip();
        throw new IllegalArgumentException(
            "Cannot filter by %s=%s: expected one of %s%s"
                .formatted(
                    path,
                    unknown,
                    there.stream().map(TrialFilter::listed).collect(Collectors.joining(", ")),
                    AskedComparison.isNumber(unknown) ? "" : NearestWord.question(unknown, there)));
      }
      wanted.addAll(meanings.get(meaning(joined(parts.subList(from, to)))));
      from = to;
    }
    return wanted;
  }

  private static String listed(String value) {
    return value.isEmpty() || commas(value) > 0 ? "\"" + value + "\"" : value;
  }

  private static int commas(String value) {
    return StringUtils.countMatches(value, ',');
  }

  private static String joined(List<String> parts) {
    return String.join(",", parts).strip();
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
