package org.kvsweep.report.statistics;

import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/** A 95 % confidence interval for a mean. */
public record Interval(double low, double high, Method method) {
  /** The confidence of every interval. */
  public static final double LEVEL = 0.95;

  /**
   * The number of values from which the bootstrap is used: it needs no normal distribution, but
   * with fewer values its intervals are too short.
   */
  static final int BOOTSTRAP_FROM = 20;

  /**
   * The number of values from which a mean is as good as normally distributed, and t is right
   * again.
   */
  static final int NORMAL_FROM = 200;

  /** Quantiles by the number of values, since finding one takes longer than all the rest. */
  private static final double[] QUANTILES =
      IntStream.range(0, NORMAL_FROM)
          .mapToDouble(count -> count < 2 ? Double.NaN : quantile(count - 1))
          .toArray();

  /** The method by which an interval was found. */
  public enum Method {
    /** Student's t; right for values that are about normally distributed. */
    T("t"),
    /** Bias-corrected and accelerated bootstrap. */
    BOOTSTRAP("bootstrap");

    private final String label;

    Method(String label) {
      this.label = label;
    }

    /** The word in files and tables. */
    public String label() {
      return label;
    }
  }

  /** The interval for the mean that these values are a sample of; empty for fewer than two. */
  static Optional<Interval> ofMean(double... values) {
    if (values.length < 2) {
      return Optional.empty();
    }
    boolean bootstrap = values.length >= BOOTSTRAP_FROM && values.length < NORMAL_FROM;
    return Optional.of(bootstrap ? Bootstrap.ofMean(values) : studentT(values));
  }

  /**
   * The interval for the mean of these cells; empty where seeds are not replicated. Student's t
   * where not all seeds are in all cells, however many there are.
   */
  static Optional<Interval> ofMean(ReplicatedCells cells) {
    if (cells.balanced()) {
      return ofMean(cells.perSeed());
    }
    return cells.replicated()
        ? Optional.of(around(cells.mean(), quantile(cells.freedom()) * cells.standardError()))
        : Optional.empty();
  }

  static Interval studentT(double... values) {
    double standardError = Math.sqrt(StatUtils.variance(values) / values.length);
    double quantile =
        values.length < NORMAL_FROM ? QUANTILES[values.length] : quantile(values.length - 1);
    return around(StatUtils.mean(values), quantile * standardError);
  }

  private static Interval around(double mean, double margin) {
    return new Interval(mean - margin, mean + margin, Method.T);
  }

  private static double quantile(double freedom) {
    return new TDistribution(null, freedom).inverseCumulativeProbability(1 - (1 - LEVEL) / 2);
  }

  /** Returns whether the interval lies on one side of zero. */
  boolean excludesZero() {
    return low > 0 || high < 0;
  }
}
