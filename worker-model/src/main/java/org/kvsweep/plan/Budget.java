package org.kvsweep.plan;

/**
 * How long to train: for so many epochs or for so many steps.
 *
 * @param epochs passes over the training data; 0 where the budget is in steps
 * @param steps optimizer steps; 0 where the budget is in epochs
 */
public record Budget(int epochs, long steps) {
  public Budget {
    if (epochs < 0 || steps < 0 || (epochs > 0) == (steps > 0)) {
      throw new IllegalArgumentException(
          "Cannot train: the budget is either in epochs or in steps, got %d epochs and %d steps"
              .formatted(epochs, steps));
    }
  }

  public static Budget epochs(int epochs) {
    return new Budget(epochs, 0);
  }

  public static Budget steps(long steps) {
    return new Budget(0, steps);
  }

  /** The training this gives where an epoch has so many steps. */
  public Course course(int stepsPerEpoch) {
    return new Course(steps > 0 ? steps : (long) epochs * stepsPerEpoch, stepsPerEpoch);
  }
}
