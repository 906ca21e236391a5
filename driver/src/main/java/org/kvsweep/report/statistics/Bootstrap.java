package org.kvsweep.report.statistics;

import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * The bias-corrected and accelerated bootstrap interval of a mean (Efron 1987, "Better bootstrap
 * confidence intervals", equations 2.3 and 6.6).
 */
final class Bootstrap {
  /**
   * The resamples: enough for the ends of a 95 % interval to about 1 % of its width; 2 % for skewed
   * values.
   */
  private static final int RESAMPLES = 10_000;

  /** The seed, fixed so that the same trials give the same table. */
  private static final long SEED = 95;

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private Bootstrap() {}

  static Interval ofMean(double... values) {
    return ofMean(SEED, values);
  }

  static Interval ofMean(long seed, double... values) {
    double mean = StatUtils.mean(values);
    if (!PairedTest.spread(values)) {
      return new Interval(mean, mean, Interval.Method.BOOTSTRAP);
    }
    double[] means = resampledMeans(seed, values);
    double bias = bias(means, mean, PairedTest.rounding(values) / values.length);
    double acceleration = acceleration(values, mean);
    Percentile percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
    percentile.setData(means);
    double tail = (1 - Interval.LEVEL) / 2;
    return new Interval(
        percentile.evaluate(100 * corrected(tail, bias, acceleration)),
        percentile.evaluate(100 * corrected(1 - tail, bias, acceleration)),
        Interval.Method.BOOTSTRAP);
  }

  private static double[] resampledMeans(long seed, double[] values) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] means = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double sum = 0;
      for (int j = 0; j < values.length; j++) {
        sum += values[random.nextInt(values.length)];
      }
      means[i] = sum / values.length;
    }
    return means;
  }

  /**
   * Returns how far, in standard deviations, the mean lies from the median of the resampled means.
   *
   * @param rounding by which means that are equal may differ; accuracies lie on a lattice, so many
   *     resamples have the very mean of the values
   */
  private static double bias(double[] means, double mean, double rounding) {
    double below = 0;
    for (double resampled : means) {
      below += Math.abs(resampled - mean) <= rounding ? 0.5 : resampled < mean ? 1 : 0;
    }
    return NORMAL.inverseCumulativeProbability(below / means.length);
  }

  /** A sixth of the skewness of the jackknife means, which for a mean is that of the values. */
  private static double acceleration(double[] values, double mean) {
    double squares = 0;
    double cubes = 0;
    for (double value : values) {
      double influence = value - mean;
      squares += influence * influence;
      cubes += influence * influence * influence;
    }
    return cubes / (6 * Math.pow(squares, 1.5));
  }

  private static double corrected(double probability, double bias, double acceleration) {
    double z = bias + NORMAL.inverseCumulativeProbability(probability);
    return NORMAL.cumulativeProbability(bias + z / (1 - acceleration * z));
  }
}
