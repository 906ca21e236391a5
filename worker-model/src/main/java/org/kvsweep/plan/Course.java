package org.kvsweep.plan;

/**
 * How long a training is.
 *
 * @param steps optimizer steps of the whole
 * @param stepsPerEpoch optimizer steps of an epoch
 */
public record Course(long steps, int stepsPerEpoch) {
  public Course {
    if (steps < 1 || stepsPerEpoch < 1) {
      throw new IllegalArgumentException(
          "Cannot train: expected at least one step, got %d steps, %d an epoch"
              .formatted(steps, stepsPerEpoch));
    }
  }

  /** Epochs begun by the end; the last may not be complete. */
  public int epochs() {
    return Math.toIntExact((steps + stepsPerEpoch - 1) / stepsPerEpoch);
  }
}
