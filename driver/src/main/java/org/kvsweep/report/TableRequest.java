package org.kvsweep.report;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.TrialSpec;

/**
 * A user's request for a table, in words: checked against trials before it is shown.
 *
 * @param filters {@code KEY=VALUE} each; a trial has to fit all of them
 * @param by one row for each combination of values at these keys
 * @param byCell one row a cell instead
 * @param metric its name; empty for the best that each task carries
 */
public record TableRequest(
    List<String> filters,
    List<String> by,
    boolean byCell,
    Optional<String> metric,
    AttentionVariant baseline) {

  private static final String ROWS = "make rows by";

  public TableRequest {
    filters = List.copyOf(filters);
    by = List.copyOf(by);
    Objects.requireNonNull(metric, "metric");
    Objects.requireNonNull(baseline, "baseline");
  }

  /** Returns a request for one row per task, against qkv. */
  public static TableRequest standard() {
    return new TableRequest(List.of(), List.of(), false, Optional.empty(), AttentionVariant.QKV);
  }

  /**
   * Checks what can be checked before there are results.
   *
   * @throws IllegalArgumentException if rows are asked for by a key that none of the trials has
   */
  public void checkFor(Collection<TrialSpec> trials) {
    TrialKeys keys = TrialKeys.of(trials);
    by.forEach(word -> keys.path(word, ROWS));
  }

  /**
   * The options that this asks for.
   *
   * @throws IllegalArgumentException if rows are asked for by a key that none of the trials has
   */
  public TableOptions options(Collection<TrialSpec> trials) {
    TableOptions options = TableOptions.byTask().withBaseline(baseline);
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
   * The trials that fit all filters.
   *
   * @throws IllegalArgumentException if a filter is wrong or no trial matches all filters
   */
  public SweepResults filtered(SweepResults results) {
    SweepResults kept = results;
    for (String filter : filters) {
      kept = kept.only(TrialFilter.parse(filter, results.trials().values()));
    }
    if (kept.trials().isEmpty() && !results.trials().isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot filter by %s: no trial matches all filters"
              .formatted(String.join(" and ", filters)));
    }
    return kept;
  }

  /**
   * Filters the results and analyses what is left.
   *
   * @throws IllegalArgumentException also if there are metrics and none has the name asked for
   */
  public SweepAnalysis analysis(SweepResults results) {
    SweepResults kept = filtered(results);
    TableOptions options = options(kept.trials().values());
    Set<String> measured = new TreeSet<>();
    for (TrialRecord record : kept.ended().values()) {
      measured.addAll(record.outcome().run().last().keySet());
    }
    if (metric.isPresent() && !measured.isEmpty() && !measured.contains(metric.get())) {
      throw new IllegalArgumentException(
          "Cannot compare %s: expected one of %s"
              .formatted(metric.get(), String.join(", ", measured)));
    }
    return SweepAnalysis.of(kept, options);
  }
}
