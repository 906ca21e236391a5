package org.kvsweep.report.statistics;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Tests whether paired differences are around zero. Two-sided.
 *
 * <p>Which one is used depends on how many seeds and comparisons there are, never on how the test
 * comes out. All are about the mean, as the intervals are.
 */
public enum PairedTest {
  /**
   * Student's t, for so few seeds that a test of signs could not get below the level whatever the
   * differences are, and for so many that a mean is as good as normally distributed.
   */
  STUDENT_T("t") {
    @Override
    double p(ReplicatedCells differences) {
      double t = differences.mean() / differences.standardError();
      return 2 * new TDistribution(null, differences.freedom()).cumulativeProbability(-Math.abs(t));
    }
  },
  /**
   * Permutation of signs: the share of all 2ⁿ ways to set the signs of n seeds whose mean is as far
   * from zero. All pairs of a seed change theirs together. Assumes nothing of the distribution but
   * that it is symmetric if there is no effect, and can't go below 2/2ⁿ.
   */
  SIGN_FLIP("sign-flip") {
    @Override
    double p(ReplicatedCells differences) {
      return SignFlips.p(differences.sums());
    }
  };

  /**
   * The share of their size by which numbers that are equal may differ, by rounding: the difference
   * of two accuracies of 100,000 rows is wrong by up to 1e-11 of it.
   */
  static final double ROUNDING = 1e-9;

  private final String label;

  PairedTest(String label) {
    this.label = label;
  }

  /** The word in files and tables. */
  public String label() {
    return label;
  }

  /** The p value of differences whose seeds are replicated. */
  abstract double p(ReplicatedCells differences);

  /**
   * The test for these differences.
   *
   * @param level that a single p value has to get below, corrected for the other comparisons
   */
  static PairedTest suited(double level, ReplicatedCells differences) {
    boolean signsAreBlind = 2 / Math.pow(2, differences.seeds()) > level;
    boolean many = differences.seeds() >= Interval.NORMAL_FROM;
    // Where all differences are the same number, t is infinite on any two of them.
    return (signsAreBlind || many) && differences.varies() ? STUDENT_T : SIGN_FLIP;
  }

  /** Returns whether the numbers are not all the same but for their last digits. */
  static boolean spread(double... numbers) {
    double least = StatUtils.min(numbers);
    double most = StatUtils.max(numbers);
    return most - least > ROUNDING * Math.max(Math.abs(least), Math.abs(most));
  }

  /** Returns by how much sums of such numbers may differ that are equal but for rounding. */
  static double rounding(double... numbers) {
    return ROUNDING * Arrays.stream(numbers).map(Math::abs).sum();
  }
}
