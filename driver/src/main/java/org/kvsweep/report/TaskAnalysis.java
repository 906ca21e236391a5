package org.kvsweep.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.report.ComparisonTable.SideResult;
import org.kvsweep.report.ComparisonTable.Span;
import org.kvsweep.report.statistics.ParetoFront;
import org.kvsweep.report.statistics.VarianceShares;
import org.kvsweep.report.statistics.VarianceShares.Observation;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.TrialSpec;

/**
 * The analysis of one task beyond the table: which axis matters, and what quality costs.
 *
 * @param metric of the task; empty if no trial measured any
 * @param shares of the variance of the metric by axis path, the compared key among them; only axes
 *     that vary
 * @param points every cell and side with a completed trial that measured the metric
 */
record TaskAnalysis(
    String task, Optional<Metric> metric, VarianceShares shares, List<CostPoint> points) {

  /**
   * A cell and side, its quality and its cost.
   *
   * @param mean of the metric over seeds
   * @param parameters of the model
   * @param forwardFlops of one example
   * @param trainingSeconds the median over seeds
   * @param fronts the costs for which nothing is both cheaper and better
   */
  public record CostPoint(
      Map<String, String> values,
      String side,
      double mean,
      double parameters,
      double forwardFlops,
      double trainingSeconds,
      List<Cost> fronts) {}

  /** The costs that are set against quality. */
  public enum Cost {
    PARAMETERS("parameters"),
    FORWARD_FLOPS("forwardFlops"),
    TRAINING_SECONDS("trainingSeconds");

    private final String label;

    Cost(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }

    double of(CostPoint point) {
      return switch (this) {
        case PARAMETERS -> point.parameters();
        case FORWARD_FLOPS -> point.forwardFlops();
        case TRAINING_SECONDS -> point.trainingSeconds();
      };
    }
  }

  /** Returns one analysis per task, from the rows of its cells. */
  static List<TaskAnalysis> of(SweepResults results, ComparisonTable byCell) {
    Map<String, List<Row>> byTask = new LinkedHashMap<>();
    byCell
        .rows()
        .forEach(row -> byTask.computeIfAbsent(row.task(), t -> new ArrayList<>()).add(row));
    List<TaskAnalysis> analyses = new ArrayList<>();
    byTask.forEach(
        (task, rows) -> {
          Optional<Metric> metric = rows.stream().flatMap(row -> row.metric().stream()).findFirst();
          analyses.add(
              new TaskAnalysis(
                  task,
                  metric,
                  shares(results, task, metric),
                  withFronts(points(byCell, rows, metric), metric)));
        });
    return analyses;
  }

  private static VarianceShares shares(SweepResults results, String task, Optional<Metric> metric) {
    CellAxes axes = CellAxes.of(results);
    List<String> factors = new ArrayList<>();
    results.compared().ifPresent(key -> factors.add(key.path().toString()));
    factors.addAll(axes.paths(task));
    List<Observation> observations = new ArrayList<>();
    for (TrialRecord record : results.ended().values()) {
      if (record.spec().taskName().equals(task)
          && metric.isPresent()
          && record.outcome().completed()) {
        metric
            .get()
            .value(record.outcome().run())
            .ifPresent(
                value ->
                    observations.add(
                        new Observation(levels(record.spec(), factors, results), value)));
      }
    }
    return VarianceShares.of(factors, observations);
  }

  private static Map<String, String> levels(
      TrialSpec spec, List<String> factors, SweepResults results) {
    Map<String, String> levels = new LinkedHashMap<>();
    factors.forEach(path -> levels.put(path, CellAxes.value(spec, path).orElse("")));
    results.compared().ifPresent(key -> levels.put(key.path().toString(), key.side(spec)));
    return levels;
  }

  /** Rows with another metric than that of the task are left out: it can't be set beside theirs. */
  private static List<CostPoint> points(
      ComparisonTable byCell, List<Row> rows, Optional<Metric> metric) {
    List<CostPoint> points = new ArrayList<>();
    for (Row row : rows.stream().filter(one -> one.metric().equals(metric)).toList()) {
      for (String side : byCell.sides()) {
        SideResult result = row.results().get(side);
        if (result.trials().count() > 0) {
          points.add(
              new CostPoint(
                  row.values(),
                  side,
                  result.trials().mean(),
                  least(result.parameters()),
                  least(result.forwardFlops()),
                  result.trainingSeconds(),
                  List.of()));
        }
      }
    }
    return points;
  }

  private static double least(Optional<Span> span) {
    return span.map(s -> (double) s.least()).orElse(Double.NaN);
  }

  private static List<CostPoint> withFronts(List<CostPoint> points, Optional<Metric> metric) {
    double sign = metric.map(Metric::lowerIsBetter).orElse(false) ? -1 : 1;
    Map<CostPoint, List<Cost>> fronts = new LinkedHashMap<>();
    points.forEach(point -> fronts.put(point, new ArrayList<>()));
    for (Cost cost : Cost.values()) {
      ParetoFront.of(points, cost::of, point -> sign * point.mean())
          .forEach(point -> fronts.get(point).add(cost));
    }
    List<CostPoint> marked = new ArrayList<>();
    fronts.forEach(
        (point, costs) ->
            marked.add(
                new CostPoint(
                    point.values(),
                    point.side(),
                    point.mean(),
                    point.parameters(),
                    point.forwardFlops(),
                    point.trainingSeconds(),
                    List.copyOf(costs))));
    return marked;
  }
}
