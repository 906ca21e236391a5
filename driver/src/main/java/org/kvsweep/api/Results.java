package org.kvsweep.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.kvsweep.report.ComparisonTable;
import org.kvsweep.report.Metric;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.statistics.Interval;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.ComparedKey;

/**
 * The results of a sweep, as far as it has got.
 *
 * @param sweep its name
 * @param comparedKey the path of the key that is compared, such as {@code model.attention}; empty
 *     where nothing is
 * @param trials in the order of the sweep, those that have not ended too
 * @param differences of each side from the baseline, in each task
 */
public record Results(
    String sweep, Optional<String> comparedKey, List<Trial> trials, List<Difference> differences) {
  public Results {
    Objects.requireNonNull(sweep, "sweep");
    Objects.requireNonNull(comparedKey, "comparedKey");
    trials = List.copyOf(trials);
    differences = List.copyOf(differences);
  }

  /** Returns whether every trial has completed, or was stopped early by the rules of the sweep. */
  public boolean complete() {
    return trials.stream()
        .allMatch(trial -> trial.status().equals("completed") || trial.status().equals("stopped"));
  }

  static Results of(SweepAnalysis analysis) {
    SweepResults all = analysis.all();
    List<Trial> trials = new ArrayList<>();
    all.trials()
        .forEach(
            (id, spec) ->
                trials.add(
                    Trial.of(
                        id,
                        spec,
                        Optional.ofNullable(all.ended().get(id)).map(TrialRecord::outcome))));
    Optional<ComparedKey> key = analysis.results().compared();
    return new Results(
        all.name(),
        key.map(compared -> compared.path().toString()),
        trials,
        key.isPresent() ? differences(analysis.table()) : List.of());
  }

  private static List<Difference> differences(ComparisonTable table) {
    List<Difference> differences = new ArrayList<>();
    for (ComparisonTable.Row row : table.rows()) {
      row.differences()
          .forEach(
              (side, found) -> {
                Optional<Interval> interval = found.paired().interval();
                differences.add(
                    new Difference(
                        row.task(),
                        side,
                        table.baseline(),
                        row.metric().map(Metric::name).orElse(""),
                        found.paired().mean(),
                        interval.map(Interval::low).orElse(Double.NaN),
                        interval.map(Interval::high).orElse(Double.NaN),
                        found.correctedP(),
                        found.paired().pairs(),
                        found.paired().seeds(),
                        found.conclusion().label()));
              });
    }
    return differences;
  }
}
