package org.kvsweep.cli;

import java.util.List;
import org.kvsweep.schedule.SchedulePolicy;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option that ends a run early once too many of its trials have failed. */
final class FailureLimit {
  static final String OPTION = "--max-failures";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = OPTION,
      paramLabel = "N",
      description =
          "End the run early once N of its trials have failed; those that run save their state, and"
              + " the next run goes on. Attempts that are tried again and diverged trials don't"
              + " count (default: no limit).")
  private Integer most;

  /** Returns that policy with this limit. */
  SchedulePolicy in(SchedulePolicy policy) {
    check();
    return most == null ? policy : policy.withMaxFailures(most);
  }

  /** Returns this option as words of a command line. */
  List<String> words() {
    check();
    return most == null ? List.of() : List.of(OPTION, most.toString());
  }

  private void check() {
    OptionChecks.require(command, most == null || most >= 1, OPTION, "at least 1", most);
  }
}
