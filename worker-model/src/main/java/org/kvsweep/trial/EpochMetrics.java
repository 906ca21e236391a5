package org.kvsweep.trial;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The metrics at the end of an epoch (or at an evaluation between epochs).
 *
 * @param epoch full epochs done, from 1; 0 before the first is complete
 * @param step optimizer steps done since the start of the trial
 * @param steps in the budget of the trial, which only its data may tell; 0 where nobody says
 * @param seconds training time since the start of the trial, evaluation not counted
 * @param values by metric name, for example {@code train-loss}, {@code validation-accuracy}; sorted
 */
public record EpochMetrics(
    int epoch, long step, long steps, double seconds, SortedMap<String, Double> values)
    implements Serializable {
  public EpochMetrics {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** Metrics that do not say how many steps are in the budget. */
  public EpochMetrics(int epoch, long step, double seconds, Map<String, Double> values) {
    this(epoch, step, 0, seconds, new TreeMap<>(values));
  }

  /** Returns these metrics for a trial whose budget has so many steps. */
  public EpochMetrics of(long budget) {
    return new EpochMetrics(epoch, step, budget, seconds, values);
  }

  /** The same without the values whose names begin so. */
  public EpochMetrics without(String prefix) {
    SortedMap<String, Double> left = new TreeMap<>(values);
    left.keySet().removeIf(name -> name.startsWith(prefix));
    return new EpochMetrics(epoch, step, steps, seconds, left);
  }
}
