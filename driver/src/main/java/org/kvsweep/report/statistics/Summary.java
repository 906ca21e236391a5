package org.kvsweep.report.statistics;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The statistics of some values, or of the means of some cells.
 *
 * @param count of the values or cells
 * @param mean NaN for no values
 * @param standardDeviation of a sample (divided by count − 1), of cells that of the mean between
 *     seeds; NaN where chance can't be judged
 * @param median of the values or of the cells' means; NaN for no values
 * @param interval for the mean; empty where chance can't be judged
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

  /**
   * The statistics of some cells, each of which counts once.
   *
   * @param cells for each, its values by seed; those without any are left out
   */
  public static Summary ofCells(List<Map<Long, Double>> cells) {
    ReplicatedCells replicated = new ReplicatedCells(cells);
    double[] means = replicated.cellMeans();
    return new Summary(
        means.length,
        replicated.mean(),
        replicated.standardDeviation(),
        StatUtils.percentile(means, 50),
        Interval.ofMean(replicated));
  }
}
