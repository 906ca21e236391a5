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
 * @param seconds training time since the start of the trial, evaluation not counted
 * @param values by metric name, for example {@code train-loss}, {@code validation-accuracy}; sorted
 */
public record EpochMetrics(int epoch, long step, double seconds, SortedMap<String, Double> values)
    implements Serializable {
  public EpochMetrics(int epoch, long step, double seconds, Map<String, Double> values) {
    this(epoch, step, seconds, new TreeMap<>(values));
  }

  /** The same without the values whose names begin so. */
  public EpochMetrics without(String prefix) {
    SortedMap<String, Double> left = new TreeMap<>(values);
    left.keySet().removeIf(name -> name.startsWith(prefix));
    return new EpochMetrics(epoch, step, seconds, left);
  }

  public EpochMetrics {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }
}
