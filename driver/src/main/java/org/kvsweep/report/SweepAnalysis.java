package org.kvsweep.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.kvsweep.sweep.ComparedKey;

/**
 * Everything that the tables and reports of a sweep show.
 *
 * @param all the results of the sweep
 * @param table the rows that were asked for
 * @param byCell the same comparison with a row for each cell
 * @param tasks beyond the tables, for each task
 */
public record SweepAnalysis(
    SweepResults all, ComparisonTable table, ComparisonTable byCell, List<TaskAnalysis> tasks) {
  public SweepAnalysis {
    tasks = List.copyOf(tasks);
  }

  public static SweepAnalysis of(SweepResults results, TableOptions options) {
    ComparisonTable byCell = ComparisonTable.of(results, options.byCell());
    return new SweepAnalysis(
        results,
        ComparisonTable.of(results, options),
        byCell,
        TaskAnalysis.of(results.confirmed(), byCell));
  }

  /** The results that are compared: all but those of trials by which settings were only chosen. */
  public SweepResults results() {
    return all.confirmed();
  }

  /** Returns the compared key as pages know it. */
  public static ObjectNode json(ComparedKey key) {
    return ResultsJson.compared(key);
  }

  /** Returns all of it as JSON for pages: {@code results.json}, with fields named by side. */
  public ObjectNode json() {
    return ResultsJson.forPages(this);
  }
}
