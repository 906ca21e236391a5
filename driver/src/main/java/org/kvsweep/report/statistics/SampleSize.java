package org.kvsweep.report.statistics;

import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Estimates how many seeds it takes to find a difference of the observed size. A rough guide: the
 * size itself is only known from the few seeds there are.
 */
public final class SampleSize {
  /** The probability of finding the difference if it is there. */
  static final double POWER = 0.8;

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private SampleSize() {}

  /**
   * Seeds needed in all, at least 2, by Guenther's formula for a paired t test (1981).
   *
   * @param standardizedDifference mean difference over its standard deviation between seeds
   * @param level of the test, corrected for other comparisons
   * @return infinite for a difference of zero
   */
  public static double seedsNeeded(double standardizedDifference, double level) {
    double quantile = NORMAL.inverseCumulativeProbability(1 - level / 2);
    double distance =
        (quantile + NORMAL.inverseCumulativeProbability(POWER)) / standardizedDifference;
    return Math.max(2, Math.ceil(distance * distance + quantile * quantile / 2));
  }

  /**
   * Seeds needed in all where each differs by the same number, and so the test is that of flipped
   * signs: as many as give it a p value, 2/2ⁿ, below the level.
   *
   * @param level of the test, corrected for other comparisons
   */
  public static int equalSeedsNeeded(double level) {
    int seeds = 2;
    while (2 / Math.pow(2, seeds) >= level) {
      seeds++;
    }
    return seeds;
  }
}
