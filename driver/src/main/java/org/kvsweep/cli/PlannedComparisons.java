package org.kvsweep.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.kvsweep.report.CellAxes;
import org.kvsweep.report.ComparisonTable;
import org.kvsweep.report.statistics.SampleSize;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepPolicy;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.TrialSpec;

/**
 * The comparisons that the table of a sweep will make once all of its trials have completed.
 *
 * @param number of p values in the table, which are corrected for their number
 * @param seeds of the comparison that has the fewest
 */
record PlannedComparisons(int number, int seeds) {

  /**
   * The comparisons of the usual table of that sweep; empty where it makes none, and where results
   * decide which trials there will be.
   */
  static Optional<PlannedComparisons> of(SweepSpec sweep) {
    SweepPolicy policy = sweep.procedure();
    if (policy.moreSeeds().isPresent() || policy.earlyStopping().isPresent() || policy.chooses()) {
      return Optional.empty();
    }
    List<TrialSpec> trials = sweep.trials().stream().map(PlannedTrial::spec).toList();
    CellAxes axes = CellAxes.of(trials, List.of(), sweep.compared());
    Function<TrialSpec, Row> rows =
        trial -> new Row(trial.taskName(), axes.values(trial, List.of()));
    List<Integer> seeds =
        sweep
            .compared()
            .map(key -> ofSides(trials, key, rows))
            .orElseGet(() -> ofCells(trials, rows));
    return seeds.stream()
        .min(Integer::compare)
        .map(fewest -> new PlannedComparisons(seeds.size(), fewest));
  }

  /** A row of the usual table: a task, but for what tables always say. */
  private record Row(String task, Map<String, String> values) {}

  private record RowSide(Row row, String side) {}

  /** Returns the number of seeds of each side that is compared with the baseline in a row. */
  private static List<Integer> ofSides(
      List<TrialSpec> trials, ComparedKey key, Function<TrialSpec, Row> rows) {
    Map<TrialSpec, Set<Long>> baseline = new LinkedHashMap<>();
    for (TrialSpec trial : trials) {
      if (key.side(trial).equals(key.baseline())) {
        add(baseline, key.cell(trial), trial.seed());
      }
    }
    Map<RowSide, Set<Long>> paired = new LinkedHashMap<>();
    for (TrialSpec trial : trials) {
      String side = key.side(trial);
      Set<Long> partners = baseline.getOrDefault(key.cell(trial), Set.of());
      if (!side.equals(key.baseline()) && partners.contains(trial.seed())) {
        add(paired, new RowSide(rows.apply(trial), side), trial.seed());
      }
    }
    return sizes(paired);
  }

  /**
   * Returns the number of seeds of each cell that is compared with the best of its row; which that
   * will be, nobody knows, so it is taken to be one with the most seeds.
   */
  private static List<Integer> ofCells(List<TrialSpec> trials, Function<TrialSpec, Row> rows) {
    Map<Row, Map<TrialSpec, Set<Long>>> cells = new LinkedHashMap<>();
    for (TrialSpec trial : trials) {
      add(
          cells.computeIfAbsent(rows.apply(trial), row -> new LinkedHashMap<>()),
          trial.withSeed(0),
          trial.seed());
    }
    return cells.values().stream()
        .flatMap(ofRow -> sizes(ofRow).stream().sorted().limit(ofRow.size() - 1))
        .toList();
  }

  private static <K> void add(Map<K, Set<Long>> seeds, K key, long seed) {
    seeds.computeIfAbsent(key, first -> new HashSet<>()).add(seed);
  }

  private static List<Integer> sizes(Map<?, Set<Long>> seeds) {
    return seeds.values().stream().map(Set::size).toList();
  }

  /** Returns what the table can be expected to show, in words. */
  List<String> sentences() {
    if (seeds == 1) {
      return List.of(
          "One seed says nothing about chance: the table will call no difference significant.");
    }
    double level = ComparisonTable.SIGNIFICANCE / number;
    double found = SampleSize.differenceFound(seeds, level);
    List<String> sentences = new ArrayList<>();
    sentences.add(
        String.format(
            Locale.ROOT,
            "With %d seeds, %s likely (%.0f %%) to find a difference of %.1f standard deviations"
                + " between seeds.",
            seeds,
            number == 1
                ? "the comparison of the table is"
                : "each of the %s of the table is".formatted(Count.of(number, "comparison")),
            100 * SampleSize.POWER,
            found));
    if (found > 1) {
      sentences.add(
          "For one standard deviation, it takes about %s."
              .formatted(Count.of((long) SampleSize.seedsNeeded(1, level), "seed")));
    }
    return sentences;
  }
}
