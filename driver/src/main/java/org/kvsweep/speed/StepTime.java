package org.kvsweep.speed;

/**
 * The time of a training step as it was measured.
 *
 * @param seconds the median
 * @param cpuShare the part of the time in which the trial had its core
 */
public record StepTime(double seconds, double cpuShare) {
  /** A quiet machine leaves a trial more than this. */
  private static final double QUIET = 0.9;

  /** Returns whether other work on the machine has made the step slower. */
  public boolean disturbed() {
    return cpuShare < QUIET;
  }

  /** The time of steps of two trials beside each other. */
  static StepTime mean(StepTime one, StepTime other) {
    return new StepTime((one.seconds + other.seconds) / 2, Math.min(one.cpuShare, other.cpuShare));
  }
}
