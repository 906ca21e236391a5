package org.kvsweep.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.apache.commons.math3.stat.StatUtils;
import org.kvsweep.report.ComparisonTable.BestCell;
import org.kvsweep.report.ComparisonTable.SideResult;
import org.kvsweep.report.ComparisonTable.Span;
import org.kvsweep.report.statistics.PairedDifference;
import org.kvsweep.report.statistics.Summary;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

/** The trials of one row, by side, cell and seed. */
final class RowTrials {
  private final Map<TrialId, TrialSpec> trials;
  private final SweepResults results;
  private final Optional<Metric> metric;
  private final CellAxes axes;

  /** The values of the metric, in completed trials only. */
  private final Map<String, Map<TrialSpec, Map<Long, Double>>> values = new LinkedHashMap<>();

  /** What became of the trials of each cell, by side. */
  private final Map<String, Map<TrialSpec, List<Optional<TrialRecord>>>> records =
      new LinkedHashMap<>();

  private final Set<TrialSpec> cells = new LinkedHashSet<>();

  RowTrials(
      Map<TrialId, TrialSpec> trials,
      SweepResults results,
      Optional<Metric> metric,
      CellAxes axes) {
    this.trials = trials;
    this.results = results;
    this.metric = metric;
    this.axes = axes;
    trials.forEach(this::add);
  }

  private void add(TrialId id, TrialSpec spec) {
    TrialSpec cell = results.cell(spec);
    cells.add(cell);
    records
        .computeIfAbsent(results.side(spec), side -> new LinkedHashMap<>())
        .computeIfAbsent(cell, one -> new ArrayList<>())
        .add(results.record(id));
    OptionalDouble value = results.record(id).map(this::value).orElse(OptionalDouble.empty());
    if (value.isPresent()) {
      Double other =
          values
              .computeIfAbsent(results.side(spec), side -> new LinkedHashMap<>())
              .computeIfAbsent(cell, one -> new LinkedHashMap<>())
              .put(spec.seed(), value.getAsDouble());
      if (other != null) {
        throw new IllegalStateException(
            "Cannot compare trials: expected one of each cell, side and seed, got two of %s, %s, seed %d: %s is one"
                .formatted(spec.taskName(), results.side(spec), spec.seed(), id));
      }
    }
  }

  private OptionalDouble value(TrialRecord record) {
    return metric.isPresent() && record.outcome().completed()
        ? metric.get().value(record.outcome().run())
        : OptionalDouble.empty();
  }

  int cells() {
    return cells.size();
  }

  SideResult result(String side) {
    return result(
        side,
        records.getOrDefault(side, Map.of()).values().stream().flatMap(List::stream).toList(),
        values.getOrDefault(side, Map.of()));
  }

  /** The result of one cell, where nothing is compared. */
  SideResult result(TrialSpec cell) {
    return result(
        SweepResults.ALL, records.get(SweepResults.ALL).get(cell), Map.of(cell, ofCell(cell)));
  }

  private Map<Long, Double> ofCell(TrialSpec cell) {
    return values.getOrDefault(SweepResults.ALL, Map.of()).getOrDefault(cell, Map.of());
  }

  /** The cells with a result, where nothing is compared: the best first, as for each side. */
  List<TrialSpec> cellsBestFirst() {
    return bestFirst(SweepResults.ALL, values.getOrDefault(SweepResults.ALL, Map.of()));
  }

  private SideResult result(
      String side, List<Optional<TrialRecord>> records, Map<TrialSpec, Map<Long, Double>> byCell) {
    List<TrialRun> ended =
        records.stream().flatMap(Optional::stream).map(record -> record.outcome().run()).toList();
    List<TrialRun> completed =
        records.stream()
            .flatMap(Optional::stream)
            .filter(record -> record.outcome().completed())
            .map(record -> record.outcome().run())
            .toList();
    return new SideResult(
        Outcomes.of(records),
        summary(byCell.values().stream().flatMap(seeds -> seeds.values().stream()).toList()),
        Summary.ofCells(List.copyOf(byCell.values())),
        span(ended, TrialRun::parameters),
        span(ended, TrialRun::forwardFlops),
        median(completed, TrialRun::medianStepSeconds),
        median(completed, TrialRun::trainingSeconds),
        best(side, byCell));
  }

  /**
   * Pairs of equal cell and seed.
   *
   * @param cells for each, the side minus the baseline in its pairs, by seed
   * @param unpaired cells and seeds in which one of the two has no result
   */
  record Pairs(List<Map<Long, Double>> cells, int unpaired) {
    Pairs {
      cells = List.copyOf(cells);
    }

    /** Returns whether a cell has seeds enough for a test. */
    boolean replicated() {
      return PairedDifference.replicated(cells);
    }

    /** The difference, tested at that level. */
    PairedDifference compared(double level) {
      return PairedDifference.of(level, cells);
    }
  }

  Pairs pairs(String side, String baseline) {
    List<Map<Long, Double>> pairs = new ArrayList<>();
    for (TrialSpec cell : cells) {
      Map<Long, Double> base = values.getOrDefault(baseline, Map.of()).getOrDefault(cell, Map.of());
      Map<Long, Double> own = values.getOrDefault(side, Map.of()).getOrDefault(cell, Map.of());
      pairs.add(differences(own, base));
    }
    int paired = pairs.stream().mapToInt(Map::size).sum();
    return new Pairs(pairs, cellsAndSeeds(side, baseline) - paired);
  }

  /** Pairs of one cell with another, of equal seed. */
  Pairs pairs(TrialSpec cell, TrialSpec best) {
    Map<Long, Double> one = ofCell(cell);
    Map<Long, Double> other = ofCell(best);
    Map<Long, Double> differences = differences(one, other);
    return new Pairs(List.of(differences), one.size() + other.size() - 2 * differences.size());
  }

  /** By seed, the first minus the second where both have it. */
  private static Map<Long, Double> differences(Map<Long, Double> first, Map<Long, Double> second) {
    Map<Long, Double> differences = new TreeMap<>(first);
    differences.keySet().retainAll(second.keySet());
    differences.replaceAll((seed, value) -> value - second.get(seed));
    return differences;
  }

  private int cellsAndSeeds(String one, String other) {
    Set<TrialSpec> replicates = new LinkedHashSet<>();
    for (TrialSpec spec : trials.values()) {
      String side = results.side(spec);
      if (side.equals(one) || side.equals(other)) {
        replicates.add(results.cell(spec).withSeed(spec.seed()));
      }
    }
    return replicates.size();
  }

  /** The cells with a result, the best first; none without a metric. */
  private List<TrialSpec> bestFirst(String side, Map<TrialSpec, Map<Long, Double>> byCell) {
    if (metric.isEmpty()) {
      return List.of();
    }
    Map<TrialSpec, Outcomes> outcomes = new HashMap<>();
    byCell.keySet().forEach(cell -> outcomes.put(cell, Outcomes.of(records.get(side).get(cell))));
    Comparator<TrialSpec> order =
        metric
            .get()
            .bestFirst(
                cell -> outcomes.get(cell).lost(byCell.get(cell).size()) > 0,
                cell -> outcomes.get(cell).stopped(),
                cell -> mean(byCell.get(cell)));
    return byCell.keySet().stream()
        .filter(cell -> !byCell.get(cell).isEmpty())
        .sorted(order)
        .toList();
  }

  private Optional<BestCell> best(String side, Map<TrialSpec, Map<Long, Double>> byCell) {
    return bestFirst(side, byCell).stream()
        .findFirst()
        .map(
            cell ->
                new BestCell(axes.values(cell), summary(List.copyOf(byCell.get(cell).values()))));
  }

  private static double mean(Map<Long, Double> seeds) {
    return StatUtils.mean(array(List.copyOf(seeds.values())));
  }

  private static Summary summary(List<Double> numbers) {
    return Summary.of(array(numbers));
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** A trial that failed before its model was built has zeros, which say nothing. */
  private static Optional<Span> span(List<TrialRun> runs, ToLongFunction<TrialRun> number) {
    var numbers = runs.stream().mapToLong(number).filter(n -> n > 0).summaryStatistics();
    return numbers.getCount() == 0
        ? Optional.empty()
        : Optional.of(new Span(numbers.getMin(), numbers.getMax()));
  }

  private static double median(List<TrialRun> runs, ToDoubleFunction<TrialRun> number) {
    return Summary.of(runs.stream().mapToDouble(number).filter(n -> n > 0).toArray()).median();
  }
}
