package org.kvsweep.spark;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

/**
 * What a job that failed in Spark means for its trial. Spark says it in words only: the reason of a
 * failed task stands in the message of the exception.
 */
final class FailureDiagnosis {
  private static final Pattern EXIT_CODE =
      Pattern.compile("(?:exit(?:ed)? (?:with )?(?:code|status):? ?)(\\d+)");
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile(
          "exceeding (?:memory|physical memory|virtual memory) limits|OOMKilled|OutOfMemoryError");
  private static final int SPARK_OUT_OF_MEMORY = 52;

  private FailureDiagnosis() {}

  static TrialOutcome of(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (message.contains("killed via the Web UI")) {
      return new TrialOutcome.Stopped(TrialRun.none(), "killed in the Spark UI");
    }
    FailureKind kind = kind(message);
    return new TrialOutcome.Failed(
        TrialRun.none(), kind, sentence(kind, message), StackTraces.text(cause));
  }

  private static FailureKind kind(String message) {
    if (!message.contains("ExecutorLostFailure") && !message.contains("TaskResultLost")) {
      return FailureKind.INTERNAL_ERROR;
    }
    if (OUT_OF_MEMORY.matcher(message).find()) {
      return FailureKind.OUT_OF_MEMORY;
    }
    Matcher code = EXIT_CODE.matcher(message);
    return code.find() ? ofExitCode(Integer.parseInt(code.group(1))) : FailureKind.LOST_EXECUTOR;
  }

  /** Exit codes above 128 are signals; those of faults in native code are its crashes. */
  private static FailureKind ofExitCode(int code) {
    return switch (code) {
      case SPARK_OUT_OF_MEMORY -> FailureKind.OUT_OF_MEMORY;
      case 128 + 4, 128 + 6, 128 + 7, 128 + 8, 128 + 11 -> FailureKind.NATIVE_CRASH;
      default -> FailureKind.LOST_EXECUTOR;
    };
  }

  /** The part of Spark's message that says what happened. */
  private static String sentence(FailureKind kind, String message) {
    int lost = message.indexOf("ExecutorLostFailure");
    String told = message.substring(Math.max(lost, 0));
    return kind.label() + ": " + told.lines().findFirst().orElse("no reason given");
  }
}
