package org.kvsweep.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.kvsweep.report.ComparisonTable.BestCell;
import org.kvsweep.report.ComparisonTable.Difference;
import org.kvsweep.report.ComparisonTable.RankedCell;
import org.kvsweep.report.ComparisonTable.Row;
import org.kvsweep.report.ComparisonTable.SideResult;
import org.kvsweep.report.ComparisonTable.Span;
import org.kvsweep.report.statistics.Interval;
import org.kvsweep.report.statistics.Summary;
import org.kvsweep.trial.TrialJson;

/** The rows of a comparison, with their results and differences, as JSON. */
final class RowsJson {
  private final String sides;

  /**
   * Writes rows.
   *
   * @param sides the name of the field that holds the result of each side
   */
  RowsJson(String sides) {
    this.sides = sides;
  }

  /** Returns the rows of a table, each made when it is asked for. */
  Stream<ObjectNode> of(ComparisonTable table) {
    return table.rows().stream().map(row -> row(row, table));
  }

  private ObjectNode row(Row row, ComparisonTable table) {
    ObjectNode node = TrialJson.object();
    node.put("task", row.task());
    node.set("values", texts(row.values()));
    row.metric()
        .ifPresent(
            metric -> {
              node.put("metric", metric.name());
              node.put("lowerIsBetter", metric.lowerIsBetter());
            });
    node.put("cells", row.cells());
    ObjectNode results = node.putObject(sides);
    table.sides().forEach(side -> results.set(side, result(row.results().get(side))));
    ObjectNode differences = node.putObject("differences");
    row.differences().forEach((side, difference) -> differences.set(side, difference(difference)));
    if (!row.ranking().isEmpty()) {
      ArrayNode ranking = node.putArray("ranking");
      row.ranking().forEach(cell -> ranking.add(ranked(cell)));
    }
    return node;
  }

  private static ObjectNode ranked(RankedCell cell) {
    ObjectNode node = TrialJson.object();
    node.set("values", texts(cell.values()));
    node.set("result", result(cell.result()));
    cell.fromBest().ifPresent(from -> node.set("fromBest", difference(from)));
    return node;
  }

  private static ObjectNode result(SideResult result) {
    ObjectNode node = TrialJson.object();
    node.set("outcomes", result.outcomes().json());
    node.set("overTrials", summary(result.trials()));
    node.set("overCells", summary(result.cells()));
    addSpan(node, "parameters", result.parameters());
    addSpan(node, "forwardFlops", result.forwardFlops());
    addNumber(node, "stepSeconds", result.stepSeconds());
    addNumber(node, "trainingSeconds", result.trainingSeconds());
    result.best().ifPresent(best -> node.set("best", best(best)));
    return node;
  }

  private static ObjectNode best(BestCell best) {
    ObjectNode node = TrialJson.object();
    node.set("values", texts(best.values()));
    node.set("overTrials", summary(best.trials()));
    return node;
  }

  static ObjectNode best(BestSettings best) {
    ObjectNode node = TrialJson.object();
    node.put("task", best.task());
    node.set("taskValues", texts(best.taskValues()));
    node.put("side", best.side());
    node.put("title", best.title());
    node.put("metric", best.metric().name());
    node.set("values", texts(best.values()));
    node.set("overTrials", summary(best.trials()));
    node.put("seeds", best.seeds());
    node.put("cells", best.cells());
    return node;
  }

  private static ObjectNode difference(Difference difference) {
    ObjectNode node = TrialJson.object();
    node.put("pairs", difference.paired().pairs());
    node.put("seeds", difference.paired().seeds());
    node.put("unpaired", difference.unpaired());
    node.put("verdict", difference.conclusion().label());
    addNumber(node, "mean", difference.paired().mean());
    addNumber(node, "standardDeviation", difference.paired().standardDeviation());
    addInterval(node, difference.paired().interval());
    if (difference.paired().replicated()) {
      node.put("test", difference.paired().test().label());
    }
    addNumber(node, "p", difference.paired().p());
    addNumber(node, "correctedP", difference.correctedP());
    addNumber(node, "effectSize", difference.paired().effectSize());
    difference.moreSeeds().ifPresent(seeds -> node.put("moreSeeds", seeds));
    return node;
  }

  private static ObjectNode summary(Summary summary) {
    ObjectNode node = TrialJson.object().put("count", summary.count());
    addNumber(node, "mean", summary.mean());
    addNumber(node, "standardDeviation", summary.standardDeviation());
    addNumber(node, "median", summary.median());
    addInterval(node, summary.interval());
    return node;
  }

  static ObjectNode texts(Map<String, String> values) {
    ObjectNode node = TrialJson.object();
    values.forEach(node::put);
    return node;
  }

  private static void addSpan(ObjectNode node, String key, Optional<Span> span) {
    span.ifPresent(s -> node.putObject(key).put("least", s.least()).put("most", s.most()));
  }

  private static void addInterval(ObjectNode node, Optional<Interval> interval) {
    interval.ifPresent(
        i ->
            node.putObject("interval")
                .put("low", i.low())
                .put("high", i.high())
                .put("method", i.method().label()));
  }

  /** Adds a number; one that is not known is left out. */
  static void addNumber(ObjectNode node, String key, double number) {
    if (Double.isFinite(number)) {
      node.put(key, number);
    }
  }
}
