package org.kvsweep.plan;

/**
 * The number of steps, or the time, of a training.
 *
 * @param steps optimizer steps of the whole; 0 if that is not known yet
 * @param stepsPerEpoch optimizer steps of an epoch
 */
public record TrainingLength(long steps, int stepsPerEpoch) {
  public TrainingLength {
    if (steps < 0 || stepsPerEpoch < 1) {
      throw new IllegalArgumentException(
          "Cannot train: expected steps, got %d steps, %d an epoch"
              .formatted(steps, stepsPerEpoch));
    }
  }

  /** Returns the number of epochs begun by the end; the last may not be complete. */
  public int epochs() {
    return Math.toIntExact((steps + stepsPerEpoch - 1) / stepsPerEpoch);
  }

  /** Epochs that are complete after so many steps. */
  public int epochsDone(long step) {
    return (int) (step / stepsPerEpoch);
  }
}
