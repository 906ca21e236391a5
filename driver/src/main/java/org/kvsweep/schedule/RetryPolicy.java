package org.kvsweep.schedule;

import org.kvsweep.trial.FailureKind;

/**
 * The number of further attempts that a failed trial gets in one run, counted apart for each kind
 * of failure. Settings that can't be run and errors of the program would only fail again; a
 * diverged trial is a result.
 *
 * @param lostExecutor the trial is not to blame, but something that takes executors down one after
 *     the other has to end too
 * @param outOfMemory another attempt has the executor to itself
 * @param nativeCrash another attempt has the executor to itself, so that a second crash is proof
 *     against the trial and its neighbours are cleared
 * @param hang another attempt may land on a healthier machine
 */
public record RetryPolicy(int lostExecutor, int outOfMemory, int nativeCrash, int hang) {
  public static final RetryPolicy STANDARD = new RetryPolicy(3, 1, 1, 1);

  public RetryPolicy {
    if (lostExecutor < 0 || outOfMemory < 0 || nativeCrash < 0 || hang < 0) {
      throw new IllegalArgumentException(
          "Cannot retry: expected at least 0 of each kind, got lost executor %d, out of memory %d, native crash %d, hang %d"
              .formatted(lostExecutor, outOfMemory, nativeCrash, hang));
    }
  }

  /** The attempts that failures of this kind may cost a trial beyond the first. */
  int retries(FailureKind kind) {
    return switch (kind) {
      case BAD_CONFIGURATION, INTERNAL_ERROR -> 0;
      case OUT_OF_MEMORY -> outOfMemory;
      case LOST_EXECUTOR -> lostExecutor;
      case NATIVE_CRASH -> nativeCrash;
      case HANG -> hang;
    };
  }

  /** The room that the next attempt after such a failure gets. */
  Attempt.Room roomAfter(FailureKind kind) {
    return switch (kind) {
      case OUT_OF_MEMORY, NATIVE_CRASH -> Attempt.Room.ALONE;
      case BAD_CONFIGURATION, INTERNAL_ERROR, LOST_EXECUTOR, HANG -> Attempt.Room.SHARED;
    };
  }
}
