package org.kvsweep.schedule;

/** Why a sweep ended. */
public enum SweepEnd {
  ALL_TRIALS_ENDED,
  /** Somebody asked it to; what was running is left to the next run. */
  STOPPED,
  /** More trials failed than the sweep tolerates. */
  TOO_MANY_FAILURES,
  /** The first trial of an attention variant failed. */
  CANARY_FAILED,
  /** Every slot is kept by a trial that hangs and can't be interrupted. */
  ALL_SLOTS_HANG
}
