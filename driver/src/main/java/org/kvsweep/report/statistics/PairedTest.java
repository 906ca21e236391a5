package org.kvsweep.report.statistics;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.inference.TestUtils;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * Tests whether paired differences are around zero. Two-sided.
 *
 * <p>Which one is used depends on how many pairs and comparisons there are, never on how the test
 * comes out: the exact one wherever it could find anything at all.
 */
public enum PairedTest {
  /**
   * Student's t, for so few pairs that the exact test could not get below the level whatever the
   * differences are; takes them to be normally distributed.
   */
  STUDENT_T("t") {
    @Override
    double p(double... differences) {
      return TestUtils.tTest(0, differences);
    }
  },
  /**
   * Exact: the share of all 2ⁿ ways to set the signs whose mean is as far from zero. Assumes
   * nothing of the distribution but that it is symmetric if there is no effect, and can't go below
   * 2/2ⁿ.
   */
  SIGN_FLIP("sign-flip") {
    @Override
    double p(double... differences) {
      double[] sizes = withoutZeros(differences);
      double observed = Math.abs(Arrays.stream(sizes).sum());
      double rounding = 1e-12 * Arrays.stream(sizes).map(Math::abs).sum();
      if (sizes.length == 0) {
        return 1;
      }
      // Both signs of the first value give the same distances from zero: one is enough.
      return asExtreme(sizes, 1, sizes[0], observed - rounding) / Math.pow(2, sizes.length - 1);
    }
  },
  /**
   * Wilcoxon's signed ranks, by the normal approximation with the corrections for ties and
   * continuity; zero differences are left out.
   */
  WILCOXON("wilcoxon") {
    @Override
    double p(double... differences) {
      double[] sizes = withoutZeros(differences);
      double[] ranks =
          new NaturalRanking(TiesStrategy.AVERAGE)
              .rank(Arrays.stream(sizes).map(Math::abs).toArray());
      double positive = 0;
      for (int i = 0; i < sizes.length; i++) {
        positive += sizes[i] > 0 ? ranks[i] : 0;
      }
      double n = sizes.length;
      double expected = n * (n + 1) / 4;
      double variance = n * (n + 1) * (2 * n + 1) / 24 - tieTerm(ranks) / 48;
      double distance = Math.max(0, Math.abs(positive - expected) - 0.5);
      return Math.min(1, 2 * NORMAL.cumulativeProbability(-distance / Math.sqrt(variance)));
    }
  };

  /** The most differences other than zero for which the exact test takes milliseconds. */
  static final int EXACT_UP_TO = 20;

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

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
    if (withoutZeros(differences).length > EXACT_UP_TO) {
      return WILCOXON;
    }
    boolean exactIsBlind = 2 / Math.pow(2, differences.length) > level;
    // Where all differences are the same number, t is infinite on any two of them.
    return exactIsBlind && StatUtils.max(differences) > StatUtils.min(differences)
        ? STUDENT_T
        : SIGN_FLIP;
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

  /** The sum of t³ − t over groups of t equal ranks. */
  private static double tieTerm(double[] ranks) {
    double[] sorted = ranks.clone();
    Arrays.sort(sorted);
    double term = 0;
    int start = 0;
    for (int i = 1; i <= sorted.length; i++) {
      if (i == sorted.length || sorted[i] != sorted[start]) {
        double t = i - start;
        term += t * t * t - t;
        start = i;
      }
    }
    return term;
  }
}
