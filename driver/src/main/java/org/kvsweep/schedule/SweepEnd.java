package org.kvsweep.schedule;

/** The reason why a sweep ended. */
public enum SweepEnd {
  /** All trials have ended, or were left to the next run because somebody cancelled them. */
  ALL_TRIALS_ENDED,
  /** The user asked for the end; what was running is left to the next run. */
  STOPPED,
  /** Spark ended under it; what was running is left to the next run. */
  SPARK_ENDED,
  /** As many trials have failed as the run tolerates; what was running is left to the next run. */
  TOO_MANY_FAILURES,
  /** Every slot is kept by a trial that hangs and can't be interrupted. */
  ALL_SLOTS_HANG
}
