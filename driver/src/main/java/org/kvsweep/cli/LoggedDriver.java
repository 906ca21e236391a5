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
      "State of driver \\S+ is (?:now )?(\\w+)",
      "FAILED|ERROR|KILLED",
      "spark-submit not configured to wait for completion",
      "The driver failed",
      "its log is work/driver-…/stderr on its worker, also shown on that worker's page."),
  /** A pod that is deleted has no state after its last one, which may be that it runs. */
  KUBERNETES(
      "Application status for \\S+ \\(phase: (\\w+)\\)",
      "(?!Succeeded).*",
      "Deployed Spark application .* into Kubernetes",
      "The driver failed, or its pod was deleted",
      "kubectl logs shows its log while the pod is there.");

  /** An option for spark-submit's JVM: the log that it has where nobody configures another. */
  static final String LOG =
      "-Dlog4j2.configurationFile=org/apache/spark/log4j2-defaults.properties";

  private final Pattern state;
  private final Pattern failures;
  private final Pattern notWaiting;
  private final String failed;
  private final String whereToLook;

  LoggedDriver(
      String state, String failures, String notWaiting, String failed, String whereToLook) {
    this.state = Pattern.compile(state);
    this.failures = Pattern.compile(failures);
    this.notWaiting = Pattern.compile(notWaiting);
    this.failed = failed;
    this.whereToLook = whereToLook;
  }

  /** Returns the cluster of that master, if spark-submit ends there as if all went well. */
  static Optional<LoggedDriver> at(String master) {
    return master.startsWith("spark://")
        ? Optional.of(STANDALONE)
        : master.startsWith("k8s://") ? Optional.of(KUBERNETES) : Optional.empty();
  }

  /** Returns a look at the log of one spark-submit. */
  Watch watch() {
    return new Watch();
  }

  /** What spark-submit has logged of its driver, line by line. */
  final class Watch {
    private Optional<String> last = Optional.empty();
    private boolean unawaited;

    void read(String line) {
      Matcher found = state.matcher(line);
      if (found.find()) {
        last = Optional.of(found.group(1));
      }
      unawaited |= notWaiting.matcher(line).find();
    }

    /**
     * Returns what to say of a spark-submit that has ended with 0; empty if the driver has not
     * failed, or its user did not want to wait for that.
     */
    Optional<String> complaint() {
      if (last.isEmpty() && !unawaited) {
        return Optional.of("spark-submit did not say how the driver ended; " + whereToLook);
      }
      return last.filter(failures.asMatchPredicate()).map(found -> failed + "; " + whereToLook);
    }
  }
}
