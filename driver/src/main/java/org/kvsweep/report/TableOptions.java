package org.kvsweep.report;

import java.util.List;
import java.util.Optional;

/**
 * The options of a comparison table.
 *
 * @param metric the metric of every row; empty for the best that each task carries
 * @param rows one row for each task and each combination of values at these paths, such as {@code
 *     task.length}; empty for one row a cell
 */
public record TableOptions(Optional<Metric> metric, Optional<List<String>> rows) {
  public TableOptions {
    rows = rows.map(List::copyOf);
  }

  /** Returns options for one row per task. */
  public static TableOptions byTask() {
    return new TableOptions(Optional.empty(), Optional.of(List.of()));
  }

  /** Returns options for one row per cell. */
  public TableOptions byCell() {
    return new TableOptions(metric, Optional.empty());
  }

  /** Returns options for one row for each task and combination of values at these paths. */
  public TableOptions by(List<String> paths) {
    return new TableOptions(metric, Optional.of(paths));
  }

  /** Returns options for that metric in every row. */
  public TableOptions withMetric(String name) {
    return new TableOptions(Optional.of(new Metric(name)), rows);
  }
}
