package org.kvsweep.cli;

import java.util.List;
import java.util.Optional;
import org.kvsweep.report.request.TableRequest;
import picocli.CommandLine.Option;

/** The option that leaves out trials. */
final class FilterOption {
  @Option(
      names = "--filter",
      paramLabel = "KEY=VALUE",
      description =
          "Only trials with this value, or one of several: depth=2, task.length=16,64, seed=0. A"
              + " value that has commas itself is written as it is. Repeatable; a trial has to"
              + " match every filter.")
  private List<String> filters = List.of();

  /** The filters as they were given. */
  List<String> given() {
    return filters;
  }

  /**
   * The request for a table of these trials.
   *
   * @param metric null for the usual one
   * @param compare the key whose values are compared; empty for what the sweep compares
   */
  TableRequest request(String metric, Optional<String> compare) {
    return new TableRequest(
        filters, List.of(), false, Optional.ofNullable(metric), compare, Optional.empty());
  }
}
