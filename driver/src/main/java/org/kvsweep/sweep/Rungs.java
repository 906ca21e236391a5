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
 * @param steps in the budget
 */
public record Rungs(String metric, List<Double> shares, long steps) {
  /** The rungs of a trial that has its whole budget. */
  public static final Rungs NONE = new Rungs("", List.of(), 0);

  public Rungs {
    Objects.requireNonNull(metric, "metric");
    shares = List.copyOf(shares);
  }

  /**
   * Returns how many rungs a trial has reached with this evaluation; 0 if it can't decide anything.
   */
  public int reachedWith(EpochMetrics evaluation) {
    if (evaluation.step() >= steps || !evaluation.values().containsKey(metric)) {
      return 0;
    }
    double share = (double) evaluation.step() / steps;
    return (int) shares.stream().filter(rung -> rung <= share).count();
  }
}
