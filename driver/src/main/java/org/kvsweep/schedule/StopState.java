package org.kvsweep.schedule;

/** Says whether a sweep has to end early, and why. */
final class StopState {
  private SweepEnd end = SweepEnd.ALL_TRIALS_ENDED;
  private boolean leaving;
  private boolean someLeftOpen;

  /** Stops for this reason, if it has not been stopped for another. */
  void because(SweepEnd reason) {
    if (!stopping()) {
      end = reason;
    }
    leaving |= reason == SweepEnd.STOPPED || reason == SweepEnd.SPARK_ENDED;
  }

  boolean stopping() {
    return end != SweepEnd.ALL_TRIALS_ENDED;
  }

  /**
   * Returns whether the driver itself is about to end, so that a failure says nothing of a trial.
   */
  boolean leaving() {
    return leaving;
  }

  /** Takes in that a trial was left to the next run. */
  void trialLeftOpen() {
    someLeftOpen = true;
  }

  boolean someLeftOpen() {
    return someLeftOpen;
  }

  SweepEnd end() {
    return end;
  }
}
