package org.kvsweep.report.statistics;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Paired differences by the seed that both of a pair had.
 *
 * <p>What one seed gives in several cells goes together, since the data, their order and the
 * initial weights follow from it. So a seed is what is drawn at random, and not a pair: what is
 * tested, and what an interval is of, has one number for each seed.
 */
final class SeedDifferences {
  private final List<double[]> bySeed;
  private final double[] all;

  /**
   * The differences of some seeds.
   *
   * @param bySeed one array for each seed, with a difference for each of its pairs, at least one
   */
  SeedDifferences(List<double[]> bySeed) {
    this.bySeed = List.copyOf(bySeed);
    this.all = bySeed.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  int pairs() {
    return all.length;
  }

  /** Returns whether there are pairs and none of them differs. */
  boolean tied() {
    return all.length > 0 && Arrays.stream(all).allMatch(difference -> difference == 0);
  }

  /**
   * The sum of each seed's differences: under the hypothesis of none, as likely with the other
   * sign.
   */
  double[] sums() {
    return bySeed.stream().mapToDouble(StatUtils::sum).toArray();
  }

  /**
   * What each seed says of the mean difference; their mean is that of all pairs.
   *
   * <p>Where all seeds have as many pairs, this is the mean of the seed's own. Where some have
   * fewer, the mean of all pairs is a ratio of two sums over seeds, and a seed is as far from it as
   * it moves that ratio (the linearization of a ratio; Cochran, Sampling Techniques, 1977, chapter
   * 6).
   */
  double[] perSeed() {
    if (bySeed.stream().mapToInt(own -> own.length).distinct().count() <= 1) {
      return bySeed.stream().mapToDouble(StatUtils::mean).toArray();
    }
    double mean = StatUtils.mean(all);
    double pairsPerSeed = (double) all.length / bySeed.size();
    return bySeed.stream()
        .mapToDouble(own -> mean + (StatUtils.sum(own) - own.length * mean) / pairsPerSeed)
        .toArray();
  }
}
