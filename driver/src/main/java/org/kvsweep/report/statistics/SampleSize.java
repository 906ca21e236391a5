package org.kvsweep.report.statistics;

import org.apache.commons.math3.analysis.integration.SimpsonIntegrator;
import org.apache.commons.math3.analysis.solvers.BracketingNthOrderBrentSolver;
import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Estimates how many seeds it takes to find a difference, and which one so many seeds find. A rough
 * guide: the size of a difference is only known from the few seeds there are.
 */
public final class SampleSize {
  /** The probability of finding the difference if it is there. */
  public static final double POWER = 0.8;

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  /** Normal numbers are never that large. */
  private static final double FAR = 10;

  private static final int EVALUATIONS = 100_000;

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

  /**
   * Returns the smallest difference, over its standard deviation between seeds, that a paired t
   * test is likely to find.
   *
   * @param seeds at least 2
   * @param level of the test, corrected for other comparisons
   */
  public static double differenceFound(int seeds, double level) {
    double critical =
        new TDistribution(null, seeds - 1).inverseCumulativeProbability(1 - level / 2);
    double most = 1;
    while (power(most, seeds, critical) < POWER) {
      most *= 2;
    }
    return new BracketingNthOrderBrentSolver()
        .solve(EVALUATIONS, difference -> power(difference, seeds, critical) - POWER, 0, most);
  }

  /**
   * The probability that a two-sided paired t test finds that difference: the two tails of the
   * noncentral t distribution, (Z + δ) / √(χ² / ν), as an integral over Z (Owen 1968).
   *
   * @param critical the t from which a difference is significant
   */
  private static double power(double standardizedDifference, int seeds, double critical) {
    int freedom = seeds - 1;
    double noncentrality = standardizedDifference * Math.sqrt(seeds);
    ChiSquaredDistribution chiSquared = new ChiSquaredDistribution(null, freedom);
    return new SimpsonIntegrator()
        .integrate(
            EVALUATIONS,
            z -> {
              double ratio = (z + noncentrality) / critical;
              return NORMAL.density(z) * chiSquared.cumulativeProbability(freedom * ratio * ratio);
            },
            -FAR,
            FAR);
  }
}
