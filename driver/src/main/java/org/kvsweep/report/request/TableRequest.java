package org.kvsweep.report.request;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.TableOptions;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.NearestWord;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

/**
 * A user's request for a table, in words: checked against trials before it is shown.
 *
 * @param filters {@code KEY=VALUE} each; a trial has to fit all of them
 * @param by one row for each combination of values at these keys
 * @param byCell one row a cell instead
 * @param metric its name; empty for the best that each task carries
 * @param compare the key whose values are compared; empty for what the sweep compares
 * @param baseline the value that the others are compared with; empty for the usual one
 */
public record TableRequest(
    List<String> filters,
    List<String> by,
    boolean byCell,
    Optional<String> metric,
    Optional<String> compare,
    Optional<String> baseline) {

  private static final String ROWS = "make rows by";

  public TableRequest {
    filters = List.copyOf(filters);
    by = List.copyOf(by);
    Objects.requireNonNull(metric, "metric");
    Objects.requireNonNull(compare, "compare");
    Objects.requireNonNull(baseline, "baseline");
  }

  /** Returns a request for one row per task, compared as the sweep says. */
  public static TableRequest standard() {
    return new TableRequest(
        List.of(), List.of(), false, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Checks what can be checked before there are results.
   *
   * @throws IllegalArgumentException if rows or a comparison are asked for by a key that none of
   *     the trials has, or a baseline that is no value of it, or a metric that no trial measures
   */
  public void checkFor(SweepSpec sweep, TaskCatalog tasks) {
    List<TrialSpec> trials = sweep.trials().stream().map(PlannedTrial::spec).toList();
    TrialKeys keys = TrialKeys.of(trials);
    by.forEach(word -> keys.path(word, ROWS));
    checkRows();
    checkMetric(tasks.metrics(trials));
    AskedComparison.of(compare, baseline, sweep.compared(), trials, trials, tasks);
  }

  /** The same request, of results that are compared as they are. */
  public TableRequest asSweepSays() {
    return new TableRequest(filters, by, byCell, metric, Optional.empty(), Optional.empty());
  }

  /**
   * The results that fit all filters, compared as this asks for.
   *
   * @throws IllegalArgumentException if a filter is wrong or no trial matches all filters, or the
   *     key has no sides in what is left, or the baseline is none
   */
  public SweepResults compared(SweepResults results, TaskCatalog tasks) {
    SweepResults kept = filtered(results, tasks);
    return kept.comparedBy(
        AskedComparison.of(
            compare,
            baseline,
            results.compared(),
            results.trials().values(),
            kept.trials().values(),
            tasks));
  }

  /**
   * The options that this asks for.
   *
   * @throws IllegalArgumentException if rows are asked for by a key that none of the trials has, or
   *     by keys and by cell
   */
  public TableOptions options(Collection<TrialSpec> trials) {
    checkRows();
    TableOptions options = TableOptions.byTask();
    if (metric.isPresent()) {
      options = options.withMetric(metric.get());
    }
    if (!by.isEmpty()) {
      TrialKeys keys = TrialKeys.of(trials);
      options = options.by(by.stream().map(word -> keys.path(word, ROWS)).toList());
    }
    return byCell ? options.byCell() : options;
  }

  /**
   * The trials that fit all filters, defaults that their settings leave out filled in.
   *
   * @throws IllegalArgumentException if a filter is wrong or no trial matches all filters
   */
  public SweepResults filtered(SweepResults results, TaskCatalog tasks) {
    SweepResults kept = results;
    for (String filter : filters) {
      TrialFilter one = TrialFilter.parse(filter, results, tasks);
      kept = kept.only(one.path(), one);
    }
    if (kept.trials().isEmpty() && !results.trials().isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot filter by %s: no trial matches all filters"
              .formatted(String.join(" and ", filters)));
    }
    return kept;
  }

  /**
   * Filters the results, compares what is left as this asks for, and analyses it.
   *
   * @throws IllegalArgumentException also if there are metrics and none has the name asked for
   */
  public SweepAnalysis analysis(SweepResults results, TaskCatalog tasks) {
    SweepResults kept = compared(results, tasks);
    TableOptions options = options(kept.trials().values());
    Set<String> measured = new TreeSet<>();
    for (TrialRecord record : kept.ended().values()) {
      measured.addAll(record.outcome().run().last().keySet());
    }
    checkMetric(measured);
    return SweepAnalysis.of(kept, options);
  }

  private void checkRows() {
    if (byCell && !by.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot make rows by cell and by %s: expected --by-cell or --group-by, got both"
              .formatted(String.join(", ", by)));
    }
  }

  private void checkMetric(Set<String> measured) {
    if (metric.isPresent() && !measured.isEmpty() && !measured.contains(metric.get())) {
      throw new IllegalArgumentException(
          "Cannot compare %s: expected one of %s%s"
              .formatted(
                  metric.get(),
                  String.join(", ", measured),
                  NearestWord.questionOfMetric(metric.get(), measured)));
    }
  }
}
