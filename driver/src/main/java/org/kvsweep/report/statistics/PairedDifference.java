package org.kvsweep.report.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.special.Gamma;
import org.apache.commons.math3.util.FastMath;

/**
 * The difference of two treatments, from pairs that have everything else in common.
 *
 * <p>The replicates are the seeds. Pairs of one seed in several cells go together, so they count as
 * one number, which is their mean where all seeds have equally many pairs.
 *
 * @param pairs how many there are
 * @param seeds how many different seeds the pairs have
 * @param tied whether there are pairs and none of them differs
 * @param mean of the differences, each pair counting once; NaN for no pairs
 * @param standardDeviation between seeds; NaN for fewer than two of them
 * @param interval for the mean difference; empty for fewer than two seeds
 * @param test which test gave the p value
 * @param p the probability, two-sided, of a difference as large as this one if there were none; not
 *     corrected for other comparisons; NaN for fewer than two seeds, and where the mean is beyond
 *     what a double holds
 * @param effectSize Hedges' g of the differences: their mean in units of their standard deviation
 *     between seeds (Cohen's d of paired values), corrected for small samples; NaN for fewer than
 *     three seeds or where they all differ alike
 */
public record PairedDifference(
    int pairs,
    int seeds,
    boolean tied,
    double mean,
    double standardDeviation,
    Optional<Interval> interval,
    PairedTest test,
    double p,
    double effectSize) {

  /**
   * The difference in these pairs of one cell.
   *
   * @param level that p has to get below to count, corrected for other comparisons; it decides
   *     which test can be used
   * @param differences treatment minus baseline of each pair, one for each seed
   */
  public static PairedDifference of(double level, double... differences) {
    return of(level, Arrays.stream(differences).mapToObj(one -> new double[] {one}).toList());
  }

  /**
   * The difference in these pairs of one or several cells.
   *
   * @param level as for one cell
   * @param bySeed for each seed, treatment minus baseline of each of its pairs, at least one
   */
  public static PairedDifference of(double level, List<double[]> bySeed) {
    SeedDifferences differences = new SeedDifferences(bySeed);
    double[] perSeed = differences.perSeed();
    PairedTest test = PairedTest.suited(level, perSeed);
    return new PairedDifference(
        differences.pairs(),
        differences.seeds(),
        differences.tied(),
        differences.mean(),
        differences.standardDeviation(),
        interval(differences),
        test,
        testable(differences) ? test.p(differences) : Double.NaN,
        PairedTest.spread(perSeed) ? hedges(differences) : Double.NaN);
  }

  /** The interval; Student's t where seeds have unequal numbers of pairs, whatever their number. */
  private static Optional<Interval> interval(SeedDifferences differences) {
    return differences.balanced()
        ? Interval.ofMean(differences.perSeed())
        : Optional.of(
            Interval.studentT(
                differences.mean(), differences.standardError(), differences.freedom()));
  }

  /** Returns whether a test can say anything: sums that overflow are as extreme as any other. */
  private static boolean testable(SeedDifferences differences) {
    return differences.seeds() > 1 && Double.isFinite(differences.mean());
  }

  /** Returns whether chance can be judged: one seed says nothing about it. */
  public boolean replicated() {
    return seeds > 1;
  }

  /** Returns whether all seeds differ by the same number other than zero, but for last digits. */
  public boolean alike() {
    return seeds > 1 && mean != 0 && standardDeviation <= PairedTest.ROUNDING * Math.abs(mean);
  }

  /** Returns whether p takes the differences to be normally distributed, since they are few. */
  public boolean assumesNormality() {
    return seeds > 1 && seeds < Interval.NORMAL_FROM && test == PairedTest.STUDENT_T;
  }

  private static double hedges(SeedDifferences differences) {
    double freedom = differences.freedom();
    if (differences.seeds() < 3 || !(differences.standardDeviation() > 0)) {
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
