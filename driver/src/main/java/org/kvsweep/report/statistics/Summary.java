package org.kvsweep.report.statistics;

import java.util.Optional;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The statistics of some values.
 *
 * @param count of the values
 * @param mean NaN for no values
 * @param standardDeviation of a sample (divided by count − 1); NaN for fewer than two values
 * @param median NaN for no values
 * @param interval for the mean; empty for fewer than two values
 */
public record Summary(
    int count, double mean, double standardDeviation, double median, Optional<Interval> interval) {

  public static Summary of(double... values) {
    return new Summary(
        values.length,
        StatUtils.mean(values),
        values.length < 2 ? Double.NaN : Math.sqrt(StatUtils.variance(values)),
        StatUtils.percentile(values, 50),
        Interval.ofMean(values));
  }
}
