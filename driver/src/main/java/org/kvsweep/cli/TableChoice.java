package org.kvsweep.cli;

import java.util.List;
import java.util.Optional;
import org.kvsweep.report.request.TableRequest;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what the comparison table shows. */
final class TableChoice {
  @Option(names = "--by-cell", description = "One row per cell instead of one per task.")
  private boolean byCell;

  @Option(
      names = {"--group-by", "--by"},
      paramLabel = "KEY",
      split = ",",
      description =
          "One row for each combination of values of these keys, such as length,model.depth.")
  private List<String> by;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description =
          "Metric to compare, such as validation-loss (default: the test metric if there is one).")
  private String metric;

  @Option(
      names = "--baseline",
      paramLabel = "VALUE",
      description =
          "Value of the compared key that the others are compared with, such as kv or 64 (default:"
              + " what the sweep says).")
  private String baseline;

  @Mixin private ComparisonOption comparison;

  /** The choice, with nothing filtered out. */
  TableRequest request() {
    return request(List.of());
  }

  TableRequest request(List<String> filters) {
    return new TableRequest(
        filters,
        by == null ? List.of() : by,
        byCell,
        Optional.ofNullable(metric),
        comparison.key(),
        Optional.ofNullable(baseline));
  }
}
