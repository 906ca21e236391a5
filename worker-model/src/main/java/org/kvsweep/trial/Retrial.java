package org.kvsweep.trial;

/** Says what makes a run train an ended trial again. */
public enum Retrial {
  /** Nothing makes a run train it again: how it ended is a result. */
  NEVER,
  /**
   * Any run of the sweep trains it again: it failed for a reason outside of the trial, which may be
   * gone.
   */
  BY_ITSELF,
  /** The user has to ask for failed trials: this one cost much and is likely to fail again. */
  ASKED_FOR_FAILED,
  /** The user has to ask for diverged trials: this one would diverge again. */
  ASKED_FOR_DIVERGED;

  /** Returns what makes a run train a trial again that ended so. */
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
