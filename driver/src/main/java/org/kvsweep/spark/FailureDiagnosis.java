package org.kvsweep.spark;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kvsweep.run.wire.Place;
import org.kvsweep.spark.executor.StackTraces;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

/**
 * The meaning of a failed Spark job for its trial. Spark says it in words only: why a task failed
 * stands in the message of the exception. Where it does not say that a task failed, the trial never
 * ran to an end: somebody cancelled it, or Spark could not start it, or ends.
 */
final class FailureDiagnosis {
  /** The exit code in the messages of standalone masters, YARN and Kubernetes. */
  private static final Pattern EXIT_CODE =
      Pattern.compile("(?i)exit(?:ed)?(?: with)?(?: code| status)?:? ?\\(?(\\d+)");

  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile("exceeding (?:physical |virtual )?memory limits|OOMKilled|OutOfMemoryError");

  /**
   * The message of a job that somebody else has cancelled: what a sweep itself cancels it has given
   * up before.
   */
  private static final Pattern CANCELLED =
      Pattern.compile("^(\\[SPARK_JOB_CANCELLED] )?Job \\d+ cancelled");

  /**
   * Matches a lost executor; Spark does not name the host of a task in a barrier stage, where
   * workers train together. The reason is one line, or on Kubernetes many after an empty one.
   */
  private static final Pattern EXECUTOR_LOST =
      Pattern.compile(
          "(?:\\(([^()]* executor [^()]*)\\): )?ExecutorLostFailure \\((executor \\S+).*?Reason:\\s*"
              + "((?s:.*?))\\s*(?:Driver stacktrace:|\\z)");

  private static final Pattern PLACE =
      Pattern.compile("Lost task [^\\n]*?\\((\\S+) executor (\\S+)\\): ");

  private static final Pattern TASK_FAILED =
      Pattern.compile(
          "(?:most recent failure: Lost task [^:]*: |barrier task .* finished unsuccessfully\\.\\n)([^\\n]*)");
  private static final String SPARK_OUT_OF_MEMORY = "52";
  private static final String ILLEGAL_INSTRUCTION = "132";
  private static final String ABORT = "134";
  private static final String BUS_ERROR = "135";
  private static final String ARITHMETIC = "136";
  private static final String SEGMENTATION_FAULT = "139";

  private FailureDiagnosis() {}

  /** A failure of the trial, or that it was stopped. */
  static TrialOutcome of(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (CANCELLED.matcher(message).find()) {
      return new TrialOutcome.Stopped(TrialRun.none(), "cancelled in Spark, as its UI can");
    }
    if (!taskFailed(message)) {
      return new TrialOutcome.Stopped(TrialRun.none(), "Spark gave it up: " + sentence(message));
    }
    return new TrialOutcome.Failed(
        TrialRun.none(), kind(message), sentence(message), StackTraces.text(cause));
  }

  /**
   * Returns what the end of an executor means for the trials on it, by the reason that Spark gives.
   */
  static TrialOutcome.Failed ofRemoval(String executor, String reason) {
    String first = reason.strip().lines().findFirst().orElse("");
    return new TrialOutcome.Failed(
        TrialRun.none(),
        ofReason(reason),
        "executor %s was lost: %s".formatted(executor, first),
        "");
  }

  /** Returns the executor on which the task failed, if Spark says which on which host. */
  static Optional<Place> placeIn(Throwable cause) {
    Matcher lost = PLACE.matcher(String.valueOf(cause.getMessage()));
    return lost.find() ? Optional.of(new Place(lost.group(2), lost.group(1))) : Optional.empty();
  }

  private static boolean taskFailed(String message) {
    return EXECUTOR_LOST.matcher(message).find() || TASK_FAILED.matcher(message).find();
  }

  private static FailureKind kind(String message) {
    if (message.contains("TaskResultLost")) {
      return FailureKind.LOST_EXECUTOR;
    }
    Matcher lost = EXECUTOR_LOST.matcher(message);
    if (!lost.find()) {
      return FailureKind.INTERNAL_ERROR;
    }
    return ofReason(lost.group(3));
  }

  private static FailureKind ofReason(String reason) {
    if (OUT_OF_MEMORY.matcher(reason).find()) {
      return FailureKind.OUT_OF_MEMORY;
    }
    Matcher code = EXIT_CODE.matcher(reason);
    return code.find() ? ofExitCode(code.group(1)) : FailureKind.LOST_EXECUTOR;
  }

  /** Exit codes above 128 are signals; those of faults in native code are its crashes. */
  private static FailureKind ofExitCode(String code) {
    return switch (code) {
      case SPARK_OUT_OF_MEMORY -> FailureKind.OUT_OF_MEMORY;
      case ILLEGAL_INSTRUCTION, ABORT, BUS_ERROR, ARITHMETIC, SEGMENTATION_FAULT ->
          FailureKind.NATIVE_CRASH;
      default -> FailureKind.LOST_EXECUTOR;
    };
  }

  private static String sentence(String message) {
    Matcher lost = EXECUTOR_LOST.matcher(message);
    if (lost.find()) {
      String executor = lost.group(1) == null ? lost.group(2) : lost.group(1);
      return executor + " was lost: " + lost.group(3).lines().findFirst().orElse("");
    }
    Matcher failed = TASK_FAILED.matcher(message);
    return failed.find() ? failed.group(1) : message.lines().findFirst().orElse(message);
  }
}
