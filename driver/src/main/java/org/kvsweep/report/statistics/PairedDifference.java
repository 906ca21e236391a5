package org.kvsweep.report.statistics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.math3.special.Gamma;
import org.apache.commons.math3.util.FastMath;

/**
 * The difference of two treatments, from pairs that have everything else in common.
 *
 * <p>The replicates are the seeds. Pairs of one seed in several cells go together, so they count as
 * one number. Each cell counts once, however many pairs it has.
 *
 * @param pairs how many there are
 * @param seeds how many different seeds the pairs have
 * @param tied whether there are pairs and none of them differs
 * @param replicated whether chance can be judged, since a cell has pairs of two seeds
 * @param mean of the cells' mean differences; NaN for no pairs
 * @param standardDeviation between seeds; NaN where they are not replicated
 * @param interval for the mean difference; empty where seeds are not replicated
 * @param test which test gave the p value
 * @param p the probability, two-sided, of a difference as large as this one if there were none; not
 *     corrected for other comparisons; NaN where seeds are not replicated, and where the mean is
 *     beyond what a double holds
 * @param effectSize Hedges' g of the differences: their mean in units of their standard deviation
 *     between seeds (Cohen's d of paired values), corrected for small samples; NaN for fewer than
 *     three seeds or where they all differ alike
 */
public record PairedDifference(
    int pairs,
    int seeds,
    boolean tied,
    boolean replicated,
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
    Map<Long, Double> cell = new TreeMap<>();
    for (double difference : differences) {
      cell.put((long) cell.size(), difference);
    }
    return of(level, List.of(cell));
  }

  /**
   * The difference in these pairs of one or several cells.
   *
   * @param level as for one cell
   * @param cells for each cell, treatment minus baseline of its pairs, by seed
   */
  public static PairedDifference of(double level, List<Map<Long, Double>> cells) {
    ReplicatedCells differences = new ReplicatedCells(cells);
    PairedTest test = PairedTest.suited(level, differences);
    return new PairedDifference(
        differences.count(),
        differences.seeds(),
        differences.zero(),
        differences.replicated(),
        differences.mean(),
        differences.standardDeviation(),
        Interval.ofMean(differences),
        test,
        testable(differences) ? test.p(differences) : Double.NaN,
        differences.varies() ? hedges(differences) : Double.NaN);
  }

  /**
   * Returns whether chance can be judged by these pairs, and so there will be a p value.
   *
   * @param cells as for several cells
   */
  public static boolean replicated(List<Map<Long, Double>> cells) {
    return ReplicatedCells.replicated(cells);
  }

  /** Returns whether a test can say anything: sums that overflow are as extreme as any other. */
  private static boolean testable(ReplicatedCells differences) {
    return differences.replicated() && Double.isFinite(differences.mean());
  }

  /** Returns whether all seeds differ by the same number other than zero, but for last digits. */
  public boolean alike() {
    return replicated && mean != 0 && standardDeviation <= PairedTest.ROUNDING * Math.abs(mean);
  }

  /** Returns whether p takes the differences to be normally distributed, since they are few. */
  public boolean assumesNormality() {
    return replicated && seeds < Interval.NORMAL_FROM && test == PairedTest.STUDENT_T;
  }

  private static double hedges(ReplicatedCells differences) {
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
