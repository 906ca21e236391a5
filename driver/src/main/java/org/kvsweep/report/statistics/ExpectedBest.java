package org.kvsweep.report.statistics;

import java.util.Arrays;

/**
 * The best of so many samples that were drawn at random: what to expect of it, and between what it
 * lies in 80 of 100 cases. From the empirical distribution of all samples (Dodge et al., Show Your
 * Work: Improved Reporting of Experimental Results, EMNLP 2019).
 */
public final class ExpectedBest {
  private static final double OUTSIDE = 0.1;

  /** The values from the best to the worst. */
  private final double[] bestFirst;

  /**
   * The best of samples with these costs; what has none counts as the worst that there is.
   *
   * @param costs smaller is better; NaN where a sample has none
   */
  public ExpectedBest(double... costs) {
    double worst =
        Arrays.stream(costs).filter(cost -> !Double.isNaN(cost)).max().orElse(Double.NaN);
    this.bestFirst =
        Arrays.stream(costs).map(cost -> Double.isNaN(cost) ? worst : cost).sorted().toArray();
  }

  /** The probability that the best of so many is among the first so many of all. */
  private double within(int first, int samples) {
    double worse = (double) (bestFirst.length - first) / bestFirst.length;
    return 1 - StrictMath.pow(worse, samples);
  }

  /** The expected cost of the best of so many samples; NaN if no sample has a cost. */
  public double mean(int samples) {
    double mean = 0;
    for (int i = 0; i < bestFirst.length; i++) {
      mean += bestFirst[i] * (within(i + 1, samples) - within(i, samples));
    }
    return bestFirst.length == 0 ? Double.NaN : mean;
  }

  /** Returns the cost that the best of so many samples is below in 10 of 100 cases. */
  public double low(int samples) {
    return quantile(OUTSIDE, samples);
  }

  /** Returns the cost that the best of so many samples is above in 10 of 100 cases. */
  public double high(int samples) {
    return quantile(1 - OUTSIDE, samples);
  }

  private double quantile(double share, int samples) {
    for (int i = 0; i < bestFirst.length; i++) {
      if (within(i + 1, samples) >= share) {
        return bestFirst[i];
      }
    }
    return Double.NaN;
  }
}
