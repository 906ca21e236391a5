package org.kvsweep.api;

import java.util.Objects;

/**
 * A side of a comparison against its baseline, in one task: over pairs of trials that are equal in
 * everything but the compared key.
 *
 * @param task its name
 * @param side the value of the compared key, such as {@code kv}
 * @param baseline the value that it is compared with
 * @param metric what is compared, such as {@code test-accuracy}
 * @param mean of the side minus that of the baseline, over the pairs; NaN for none
 * @param low the lower end of the 95 % interval of the difference; NaN where no cell has two seeds
 * @param high its upper end; NaN likewise
 * @param p the probability of such a difference by chance, corrected by Holm's method for all
 *     comparisons of the sweep; NaN where no cell has two seeds
 * @param pairs how many there are
 * @param seeds how many different seeds the pairs have: what interval and p count, since pairs of
 *     one seed in several cells go together
 * @param conclusion {@code better}, {@code worse}, {@code tied}, {@code undecided}, {@code one
 *     seed} or {@code no pairs}
 */
public record Difference(
    String task,
    String side,
    String baseline,
    String metric,
    double mean,
    double low,
    double high,
    double p,
    int pairs,
    int seeds,
    String conclusion) {
  public Difference {
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(side, "side");
    Objects.requireNonNull(baseline, "baseline");
    Objects.requireNonNull(metric, "metric");
    Objects.requireNonNull(conclusion, "conclusion");
  }
}
