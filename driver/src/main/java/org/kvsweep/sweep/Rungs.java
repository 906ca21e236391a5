package org.kvsweep.sweep;

import java.util.List;
import java.util.Objects;
import org.kvsweep.trial.EpochMetrics;

/**
 * The evaluations of one trial at which early stopping decides: the first at or behind each rung
 * that has the metric. At the end of the budget there is nothing to decide.
 *
 * @param metric that decides
 * @param shares of the budget, ascending; none if the trial has its whole budget
 * @param steps in the budget as planned, which counts where an evaluation does not say more
 */
public record Rungs(String metric, List<Double> shares, long steps) {
  /** The rungs of a trial that has its whole budget. */
  public static final Rungs NONE = new Rungs("", List.of(), 0);

  public Rungs {
    Objects.requireNonNull(metric, "metric");
    shares = List.copyOf(shares);
  }

  /**
   * Returns the steps in the budget of the trial that was evaluated: with data that nobody had when
   * it was planned, they may be others than planned.
   */
  public long budget(EpochMetrics evaluation) {
    return evaluation.steps() > 0 ? evaluation.steps() : steps;
  }

  /**
   * Returns how many rungs a trial has reached with this evaluation; 0 if it can't decide anything.
   */
  public int reachedWith(EpochMetrics evaluation) {
    long budget = budget(evaluation);
    if (evaluation.step() >= budget || !evaluation.values().containsKey(metric)) {
      return 0;
    }
    double share = (double) evaluation.step() / budget;
    return (int) shares.stream().filter(rung -> rung <= share).count();
  }
}
