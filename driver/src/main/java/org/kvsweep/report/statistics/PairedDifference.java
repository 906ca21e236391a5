package org.kvsweep.report.statistics;

import java.util.Optional;
import org.apache.commons.math3.special.Gamma;
import org.apache.commons.math3.util.FastMath;

/**
 * The difference of two treatments, from pairs that have everything else in common.
 *
 * @param pairs how many there are
 * @param mean of the differences; NaN for no pairs
 * @param standardDeviation of the differences; NaN for fewer than two pairs
 * @param interval for the mean difference; empty for fewer than two pairs
 * @param test which test gave the p value
 * @param p the probability, two-sided, of a difference as large as this one if there were none; not
 *     corrected for other comparisons; NaN for fewer than two pairs, and where the mean is beyond
 *     what a double holds
 * @param effectSize Hedges' g of the differences: their mean in units of their standard deviation
 *     (Cohen's d of paired values), corrected for small samples; NaN for fewer than three pairs or
 *     where they all differ alike
 */
public record PairedDifference(
    int pairs,
    double mean,
    double standardDeviation,
    Optional<Interval> interval,
    PairedTest test,
    double p,
    double effectSize) {

  /**
   * The difference in these pairs.
   *
   * @param level that p has to get below to count, corrected for other comparisons; it decides
   *     which test can be used
   * @param differences treatment minus baseline of each pair
   */
  public static PairedDifference of(double level, double... differences) {
    Summary summary = Summary.of(differences);
    PairedTest test = PairedTest.suited(level, differences);
    return new PairedDifference(
        differences.length,
        summary.mean(),
        summary.standardDeviation(),
        summary.interval(),
        test,
        testable(summary) ? test.p(differences) : Double.NaN,
        PairedTest.spread(differences) ? hedges(summary) : Double.NaN);
  }

  /** Returns whether a test can say anything: sums that overflow are as extreme as any other. */
  private static boolean testable(Summary differences) {
    return differences.count() > 1 && Double.isFinite(differences.mean());
  }

  /** Returns whether there are pairs and none of them differs. */
  public boolean tied() {
    return pairs > 0 && mean == 0 && (pairs == 1 || standardDeviation == 0);
  }

  /** Returns whether there are pairs that all differ by the same number, but for last digits. */
  public boolean alike() {
    return pairs > 1 && standardDeviation <= PairedTest.ROUNDING * Math.abs(mean);
  }

  /** Returns whether p takes the differences to be normally distributed, since they are few. */
  public boolean assumesNormality() {
    return pairs > 1 && pairs < Interval.NORMAL_FROM && test == PairedTest.STUDENT_T;
  }

  private static double hedges(Summary differences) {
    int freedom = differences.count() - 1;
    if (freedom < 2 || !(differences.standardDeviation() > 0)) {
      return Double.NaN;
    }
    // Hedges 1981, the exact factor; 1 − 3 / (4 freedom − 1) is its usual approximation.
    double logFactor =
        Gamma.logGamma(freedom / 2.0)
            - Gamma.logGamma((freedom - 1) / 2.0)
            - FastMath.log(freedom / 2.0) / 2;
    return FastMath.exp(logFactor) * differences.mean() / differences.standardDeviation();
  }
}
