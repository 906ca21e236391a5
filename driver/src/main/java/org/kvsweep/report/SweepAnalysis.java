package org.kvsweep.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Everything that the tables and reports of a sweep show.
 *
 * @param table the rows that were asked for
 * @param byCell the same comparison with a row for each cell
 * @param tasks beyond the tables, for each task
 */
public record SweepAnalysis(
    SweepResults results, ComparisonTable table, ComparisonTable byCell, List<TaskAnalysis> tasks) {
  public SweepAnalysis {
    tasks = List.copyOf(tasks);
  }

  public static SweepAnalysis of(SweepResults results, TableOptions options) {
    ComparisonTable byCell = ComparisonTable.of(results, options.byCell());
    return new SweepAnalysis(
        results, ComparisonTable.of(results, options), byCell, TaskAnalysis.of(results, byCell));
  }

  /** Returns all of it as JSON, in the format of {@code results.json}. */
  public ObjectNode json() {
    return ResultsJson.tree(this);
  }
}
