package org.kvsweep.trial;

/** What it takes for a trial that has ended to be trained again. */
public enum Retrial {
  /** Nothing does: how it ended is a result, and stays. */
  NEVER,
  /** Any run of the sweep: what it failed of lies outside the trial and may be gone. */
  BY_ITSELF,
  /** Somebody who asks for trials that failed: it cost much, and is likely to fail again. */
  ASKED_FOR_FAILED,
  /** Somebody who asks for trials that diverged, which the same trial does again. */
  ASKED_FOR_DIVERGED;

  /** What it takes after that end. */
  public static Retrial of(TrialOutcome outcome) {
    return outcome.match(
        completed -> NEVER,
        // Earlier versions recorded trials that were cancelled, or stopped while Spark ended.
        stopped -> stopped.rung().isEmpty() ? BY_ITSELF : NEVER,
        diverged -> ASKED_FOR_DIVERGED,
        failed -> after(failed.kind()));
  }

  private static Retrial after(FailureKind kind) {
    return switch (kind) {
      case BAD_CONFIGURATION, LOST_EXECUTOR, INTERNAL_ERROR -> BY_ITSELF;
      case OUT_OF_MEMORY, NATIVE_CRASH, HANG -> ASKED_FOR_FAILED;
    };
  }
}
