package org.kvsweep.schedule.tuning;

import java.util.Collection;
import java.util.OptionalDouble;
import org.kvsweep.sweep.Objective;
import org.kvsweep.trial.TrialOutcome;

/**
 * How good a sample turned out. The best is the least: completed samples by their value, then those
 * that were stopped early, the furthest first, then those without a value.
 *
 * @param rung at which it was stopped, from 1; {@link #COMPLETED} if it was not, and {@link #NONE}
 *     if it has no value
 * @param cost its value, or the negative of it where larger values are better; 0 without one
 */
record Score(int rung, double cost) implements Comparable<Score> {
  static final int COMPLETED = Integer.MAX_VALUE;
  static final int NONE = 0;

  /** The score of a sample that failed, diverged or has no finite value. */
  static final Score WORST = new Score(NONE, 0);

  /**
   * The score of a sample, by the mean over its seeds; one seed without a value is enough for it to
   * have none, since nobody would want settings that fail now and then.
   *
   * @param outcomes of its trials, at least one
   */
  static Score of(Collection<TrialOutcome> outcomes, Objective objective) {
    int rung = COMPLETED;
    double sum = 0;
    for (TrialOutcome outcome : outcomes) {
      OptionalDouble value = objective.value(outcome.run());
      rung = Math.min(rung, value.isEmpty() ? NONE : rung(outcome));
      sum += value.orElse(0);
    }
    double mean = sum / outcomes.size();
    return rung == NONE || !Double.isFinite(mean)
        ? WORST
        : new Score(rung, objective.lowerIsBetter() ? mean : -mean);
  }

  private static int rung(TrialOutcome outcome) {
    return outcome.match(
        completed -> COMPLETED,
        stopped -> stopped.rung().orElse(NONE),
        diverged -> NONE,
        failed -> NONE);
  }

  static Score completed(double cost) {
    return Double.isFinite(cost) ? new Score(COMPLETED, cost) : WORST;
  }

  /** Returns whether all trials of the sample have completed with a value. */
  boolean complete() {
    return rung == COMPLETED;
  }

  /** Returns the value of the metric; empty unless all trials have completed with one. */
  OptionalDouble value(Objective objective) {
    return complete()
        ? OptionalDouble.of(objective.lowerIsBetter() ? cost : -cost)
        : OptionalDouble.empty();
  }

  @Override
  public int compareTo(Score other) {
    return rung != other.rung
        ? Integer.compare(other.rung, rung)
        : Double.compare(cost, other.cost);
  }
}
