package org.kvsweep.plan;

/**
 * The length of a training: a number of epochs, a number of steps, or a time.
 *
 * <p>What a budget in time comes to depends on the speed of the machine, and with it every number
 * of the trial: it is the one way to train that does not give the same numbers again.
 *
 * @param epochs passes over the training data; 0 where the budget is something else
 * @param steps optimizer steps; 0 where the budget is something else
 * @param seconds of training, evaluation not counted; 0 where the budget is something else
 */
public record Budget(int epochs, long steps, double seconds) {
  public Budget {
    int given = (epochs > 0 ? 1 : 0) + (steps > 0 ? 1 : 0) + (seconds > 0 ? 1 : 0);
    if (epochs < 0 || steps < 0 || !(seconds >= 0) || given != 1) {
      throw new IllegalArgumentException(
          "Cannot train: the budget is in epochs, in steps or in seconds, got %d epochs, %d steps and %s seconds"
              .formatted(epochs, steps, seconds));
    }
  }

  public static Budget epochs(int epochs) {
    return new Budget(epochs, 0, 0);
  }

  public static Budget steps(long steps) {
    return new Budget(0, steps, 0);
  }

  public static Budget seconds(double seconds) {
    return new Budget(0, 0, seconds);
  }

  /** True if the numbers of a trial depend on the speed of the machine. */
  public boolean timed() {
    return seconds > 0;
  }

  /**
   * The training this gives where an epoch has so many steps. Of a budget in time nothing is known
   * before the first step: its length is none yet.
   */
  public TrainingLength length(int stepsPerEpoch) {
    return new TrainingLength(steps > 0 ? steps : (long) epochs * stepsPerEpoch, stepsPerEpoch);
  }

  /**
   * The training as it looks after some steps; another one than before only for a budget in time,
   * which goes on at the pace so far and ends once the time is used.
   *
   * @param done steps, at least 1
   * @param took seconds that they took
   */
  public TrainingLength length(TrainingLength before, long done, double took) {
    if (!timed()) {
      return before;
    }
    double left = seconds - took;
    long more = left <= 0 ? 0 : Math.max(1, (long) Math.ceil(left / took * done));
    return new TrainingLength(done + more, before.stepsPerEpoch());
  }
}
