package org.kvsweep.report.statistics;

import java.util.Arrays;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.inference.TestUtils;

/**
 * Tests whether paired differences are around zero. Two-sided.
 *
 * <p>Which one is used depends on how many pairs and comparisons there are, never on how the test
 * comes out. All are about the mean, as the intervals are.
 */
public enum PairedTest {
  /**
   * Student's t, for so few pairs that a test of signs could not get below the level whatever the
   * differences are, and for so many that a mean is as good as normally distributed.
   */
  STUDENT_T("t") {
    @Override
    double p(double... differences) {
      return TestUtils.tTest(0, differences);
    }
  },
  /**
   * Permutation of signs: the share of all 2ⁿ ways to set the signs whose mean is as far from zero.
   * Assumes nothing of the distribution but that it is symmetric if there is no effect, and can't
   * go below 2/2ⁿ. All ways are counted; for more than {@link #EACH_WAY_UP_TO} differences, of
   * differences rounded to one of {@link #UNITS} parts of their sum (Pagano and Tritchler, "On
   * Obtaining Permutation Distributions in Polynomial Time", 1983).
   */
  SIGN_FLIP("sign-flip") {
    @Override
    double p(double... differences) {
      double[] sizes = withoutZeros(differences);
      if (sizes.length == 0) {
        return 1;
      }
      return sizes.length <= EACH_WAY_UP_TO ? eachWay(sizes) : rounded(sizes);
    }
  };

  /** The most differences other than zero for which looking at each way takes milliseconds. */
  static final int EACH_WAY_UP_TO = 20;

  /** The parts of the sum of many differences to which each is rounded. */
  static final int UNITS = 1 << 17;

  /**
   * The share of their size by which numbers that are equal may differ, by rounding: the difference
   * of two accuracies of 100,000 rows is wrong by up to 1e-11 of it.
   */
  private static final double ROUNDING = 1e-9;

  private final String label;

  PairedTest(String label) {
    this.label = label;
  }

  /** The word in files and tables. */
  public String label() {
    return label;
  }

  /** The p value of at least two differences. */
  abstract double p(double... differences);

  /**
   * The test for these differences.
   *
   * @param level that a single p value has to get below, corrected for the other comparisons
   */
  static PairedTest suited(double level, double... differences) {
    boolean signsAreBlind = 2 / Math.pow(2, differences.length) > level;
    boolean many = differences.length >= Interval.NORMAL_FROM;
    // Where all differences are the same number, t is infinite on any two of them.
    return (signsAreBlind || many) && spread(differences) ? STUDENT_T : SIGN_FLIP;
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

  private static double eachWay(double[] sizes) {
    double observed = Math.abs(Arrays.stream(sizes).sum());
    double rounding = 1e-12 * Arrays.stream(sizes).map(Math::abs).sum();
    // Both signs of the first value give the same distances from zero: one is enough.
    return asExtreme(sizes, 1, sizes[0], observed - rounding) / Math.pow(2, sizes.length - 1);
  }

  /** Builds the distribution of the sum of what is positive, one difference after the other. */
  private static double rounded(double[] sizes) {
    double unit = Arrays.stream(sizes).map(Math::abs).sum() / UNITS;
    int[] units = Arrays.stream(sizes).mapToInt(size -> (int) Math.round(size / unit)).toArray();
    int all = Arrays.stream(units).map(Math::abs).sum();
    double[] share = new double[all + 1];
    share[0] = 1;
    int reached = 0;
    for (int signed : units) {
      int size = Math.abs(signed);
      reached += size;
      for (int sum = reached; sum >= 0; sum--) {
        share[sum] = (share[sum] + (sum < size ? 0 : share[sum - size])) / 2;
      }
    }
    // Rounding moves each sum by at most half a unit for each difference: none is missed.
    int observed = Math.abs(Arrays.stream(units).sum()) - units.length;
    double p = 0;
    for (int sum = 0; sum <= all; sum++) {
      p += Math.abs(2 * sum - all) >= observed ? share[sum] : 0;
    }
    return Math.min(1, p);
  }

  private static double[] withoutZeros(double... differences) {
    return Arrays.stream(differences).filter(difference -> difference != 0).toArray();
  }

  private static long asExtreme(double[] sizes, int next, double sum, double bound) {
    if (next == sizes.length) {
      return Math.abs(sum) >= bound ? 1 : 0;
    }
    return asExtreme(sizes, next + 1, sum + sizes[next], bound)
        + asExtreme(sizes, next + 1, sum - sizes[next], bound);
  }
}
