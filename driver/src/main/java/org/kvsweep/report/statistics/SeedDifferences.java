package org.kvsweep.report.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Paired differences by the seed that both of a pair had.
 *
 * <p>What one seed gives in several cells goes together, since the data, their order and the
 * initial weights follow from it. So a seed is what is drawn at random, and not a pair: what is
 * tested, and what an interval is of, has one number for each seed.
 *
 * <p>The mean counts each pair once. Where seeds have unequal numbers of pairs, one with many pulls
 * the mean towards itself. The standard error and its degrees of freedom allow for that, by the
 * bias-reduced linearization of Bell and McCaffrey (Survey Methodology 28, 2002) for a mean.
 */
final class SeedDifferences {
  private final double[] all;

  /** The sum of each seed's differences. */
  private final double[] sums;

  /** How many pairs each seed has. */
  private final int[] counts;

  private final boolean balanced;
  private final double mean;
  private final double[] perSeed;

  /**
   * The differences of some seeds.
   *
   * @param bySeed one array for each seed, with a difference for each of its pairs, at least one
   */
  SeedDifferences(List<double[]> bySeed) {
    all = bySeed.stream().flatMapToDouble(Arrays::stream).toArray();
    sums = bySeed.stream().mapToDouble(SeedDifferences::sum).toArray();
    counts = bySeed.stream().mapToInt(own -> own.length).toArray();
    balanced = Arrays.stream(counts).distinct().count() <= 1;
    double[] means =
        IntStream.range(0, seeds()).mapToDouble(seed -> sums[seed] / counts[seed]).toArray();
    mean = balanced ? StatUtils.mean(means) : StatUtils.mean(all);
    perSeed =
        balanced
            ? means
            : IntStream.range(0, seeds())
                .mapToDouble(seed -> mean + (means[seed] - mean) * pull(seed))
                .toArray();
  }

  /** The sum of some numbers, without what rounding leaves where they cancel each other. */
  private static double sum(double[] numbers) {
    double sum = StatUtils.sum(numbers);
    return Math.abs(sum) < PairedTest.rounding(numbers) ? 0 : sum;
  }

  /** The share of all pairs that a seed has. */
  private double share(int seed) {
    return (double) counts[seed] / all.length;
  }

  /** How much a seed moves the mean of all pairs, beside one of seeds with equally many pairs. */
  private double pull(int seed) {
    return share(seed) * seeds() * Math.sqrt((1 - 1.0 / seeds()) / (1 - share(seed)));
  }

  int pairs() {
    return all.length;
  }

  int seeds() {
    return sums.length;
  }

  /** Returns whether all seeds have equally many pairs. */
  boolean balanced() {
    return balanced;
  }

  /** Returns whether there are pairs and none of them differs. */
  boolean tied() {
    return all.length > 0 && Arrays.stream(all).allMatch(difference -> difference == 0);
  }

  /** The mean of all pairs; NaN for none. */
  double mean() {
    return mean;
  }

  /** The sum of each seed's differences; either sign is as likely if there is no difference. */
  double[] sums() {
    return sums.clone();
  }

  /**
   * What each seed says of the mean difference: the mean of its own where all have equally many
   * pairs, and otherwise the further from the mean of all, the more the seed moves it.
   */
  double[] perSeed() {
    return perSeed.clone();
  }

  /** The standard deviation between seeds; NaN for fewer than two. */
  double standardDeviation() {
    if (seeds() < 2) {
      return Double.NaN;
    }
    return Math.sqrt(
        balanced
            ? StatUtils.variance(perSeed)
            : Arrays.stream(perSeed).map(own -> (own - mean) * (own - mean)).sum() / (seeds() - 1));
  }

  double standardError() {
    return standardDeviation() / Math.sqrt(seeds());
  }

  /**
   * The degrees of freedom of the standard error: one less than seeds where all have equally many
   * pairs, and otherwise fewer, as of as many such seeds as vary as much.
   */
  double freedom() {
    if (balanced) {
      return seeds() - 1;
    }
    // Of Bell and McCaffrey's matrix for equal variances, the trace is 1, the diagonal has the
    // shares and the rest the products of these.
    double[] shares = IntStream.range(0, seeds()).mapToDouble(this::share).toArray();
    double[] products = Arrays.stream(shares).map(share -> share * share / (1 - share)).toArray();
    double sum = StatUtils.sum(products);
    return 1 / (StatUtils.sumSq(shares) + sum * sum - StatUtils.sumSq(products));
  }
}
