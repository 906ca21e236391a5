package org.kvsweep.report;

import java.util.List;
import java.util.Optional;
import org.kvsweep.attention.AttentionVariant;

/**
 * The options of a comparison table.
 *
 * @param baseline what the other attentions are compared with
 * @param metric the metric of every row; empty for the best that each task carries
 * @param rows one row for each task and each combination of values at these paths, such as {@code
 *     task.length}; empty for one row a cell
 */
public record TableOptions(
    AttentionVariant baseline, Optional<Metric> metric, Optional<List<String>> rows) {
  public TableOptions {
    rows = rows.map(List::copyOf);
  }

  /** Returns options for one row per task, against qkv. */
  public static TableOptions byTask() {
    return new TableOptions(AttentionVariant.QKV, Optional.empty(), Optional.of(List.of()));
  }

  /** Returns options for one row per cell. */
  public TableOptions byCell() {
    return new TableOptions(baseline, metric, Optional.empty());
  }

  /** Returns options for one row for each task and combination of values at these paths. */
  public TableOptions by(List<String> paths) {
    return new TableOptions(baseline, metric, Optional.of(paths));
  }

  TableOptions withMetric(String name) {
    return new TableOptions(baseline, Optional.of(new Metric(name)), rows);
  }

  TableOptions withBaseline(AttentionVariant other) {
    return new TableOptions(other, metric, rows);
  }
}
