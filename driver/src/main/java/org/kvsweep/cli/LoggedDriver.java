package org.kvsweep.cli;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A driver in a cluster whose end spark-submit only logs: it ends with 0 whatever became of the
 * driver.
 */
enum LoggedDriver {
  STANDALONE(
      "State of driver \\S+ is (\\w+)",
      "FAILED|ERROR|KILLED",
      "The driver failed; its log is work/driver-…/stderr on its worker, also shown on that worker's page."),
  /** A pod that is deleted has no state after its last one, which may be that it runs. */
  KUBERNETES(
      "Application status for \\S+ \\(phase: (\\w+)\\)",
      "(?!Succeeded).*",
      "The driver failed, or its pod was deleted; kubectl logs shows its log while the pod is there.");

  private final Pattern state;
  private final Pattern failures;
  private final String advice;

  LoggedDriver(String state, String failures, String advice) {
    this.state = Pattern.compile(state);
    this.failures = Pattern.compile(failures);
    this.advice = advice;
  }

  /** Returns the cluster of that master, if spark-submit ends there as if all went well. */
  static Optional<LoggedDriver> at(String master) {
    return master.startsWith("spark://")
        ? Optional.of(STANDALONE)
        : master.startsWith("k8s://") ? Optional.of(KUBERNETES) : Optional.empty();
  }

  /** Returns the state that a line of the log names. */
  Optional<String> stateIn(String line) {
    Matcher found = state.matcher(line);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  /** Returns whether a driver has failed whose last state was that one. */
  boolean isFailure(String last) {
    return failures.matcher(last).matches();
  }

  /** Returns what to do when it has failed. */
  String advice() {
    return advice;
  }
}
