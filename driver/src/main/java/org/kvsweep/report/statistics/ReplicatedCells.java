package org.kvsweep.report.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Numbers of some cells, by seed. Their mean counts each cell once.
 *
 * <p>What one seed gives in several cells goes together, since the data, their order and the
 * initial weights follow from it. So a seed is what is drawn at random, and not a trial or a pair
 * of trials: what is tested, and what an interval is of, has one number for each seed.
 *
 * <p>Where not all seeds are in all cells, the standard error and its degrees of freedom are those
 * of a regression on the cells with the seeds as clusters, by the bias-reduced linearization of
 * Bell and McCaffrey (Survey Methodology 28, 2002). So what cells differ by is not taken for
 * chance. A cell with one seed says nothing about chance; it is taken to vary as the others do.
 */
final class ReplicatedCells {
  private final List<Map<Long, Double>> cells;

  /** What each seed adds to the mean, times the number of cells. */
  private final Map<Long, Double> contributions = new TreeMap<>();

  private final boolean balanced;
  private final double mean;

  /**
   * The numbers of some cells.
   *
   * @param cells for each, its numbers by seed; those without any are left out
   */
  ReplicatedCells(List<Map<Long, Double>> cells) {
    this.cells = cells.stream().filter(cell -> !cell.isEmpty()).toList();
    balanced = this.cells.stream().map(Map::keySet).distinct().count() <= 1;
    Map<Long, Double> sizes = new TreeMap<>();
    for (Map<Long, Double> cell : this.cells) {
      cell.forEach(
          (seed, number) -> {
            contributions.merge(seed, number / cell.size(), Double::sum);
            sizes.merge(seed, Math.abs(number) / cell.size(), Double::sum);
          });
    }
    // Numbers that cancel each other leave their rounding.
    contributions.replaceAll(
        (seed, sum) -> Math.abs(sum) < PairedTest.ROUNDING * sizes.get(seed) ? 0 : sum);
    mean = balanced ? StatUtils.mean(perSeed()) : StatUtils.sum(sums()) / this.cells.size();
  }

  /** Returns how many numbers there are. */
  int count() {
    return cells.stream().mapToInt(Map::size).sum();
  }

  int seeds() {
    return contributions.size();
  }

  /** Returns whether chance can be judged. */
  boolean replicated() {
    return replicated(cells);
  }

  /** Returns whether chance can be judged by such cells: one seed says nothing about it. */
  static boolean replicated(List<Map<Long, Double>> cells) {
    return cells.stream().anyMatch(cell -> cell.size() > 1);
  }

  /** Returns whether all seeds are in all cells. */
  boolean balanced() {
    return balanced;
  }

  /** The mean of the cells' means; NaN for none. */
  double mean() {
    return mean;
  }

  /** What each seed adds to the mean; either sign is as likely if the mean is one of chance. */
  double[] sums() {
    return contributions.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The mean of each seed over the cells, where all seeds are in all of them. */
  double[] perSeed() {
    return Arrays.stream(sums()).map(sum -> sum * seeds() / cells.size()).toArray();
  }

  /** Returns whether there are numbers, and all of them are 0. */
  boolean zero() {
    return !cells.isEmpty() && numbers().allMatch(number -> number == 0);
  }

  /** Returns whether seeds differ by more than rounding. */
  boolean varies() {
    if (balanced) {
      return PairedTest.spread(perSeed());
    }
    double largest = numbers().map(Math::abs).max().orElse(0);
    return cells.stream()
        .flatMapToDouble(ReplicatedCells::residuals)
        .anyMatch(residual -> Math.abs(residual) > PairedTest.ROUNDING * largest);
  }

  /** The mean of each cell. */
  double[] cellMeans() {
    return cells.stream().mapToDouble(ReplicatedCells::mean).toArray();
  }

  private DoubleStream numbers() {
    return cells.stream().flatMapToDouble(cell -> cell.values().stream().mapToDouble(x -> x));
  }

  private static DoubleStream residuals(Map<Long, Double> cell) {
    double mean = mean(cell);
    return cell.values().stream().mapToDouble(number -> number - mean);
  }

  private static double mean(Map<Long, Double> cell) {
    return cell.values().stream().mapToDouble(Double::doubleValue).sum() / cell.size();
  }

  /** The standard deviation between seeds of their means over all cells; NaN for too few seeds. */
  double standardDeviation() {
    return balanced
        ? seeds() < 2 ? Double.NaN : Math.sqrt(StatUtils.variance(perSeed()))
        : standardError() * Math.sqrt(cells.size() / reciprocals(1));
  }

  double standardError() {
    if (balanced) {
      return standardDeviation() / Math.sqrt(seeds());
    }
    Map<Long, Double> scores = new TreeMap<>();
    for (Map<Long, Double> cell : cells) {
      double size = cell.size();
      double mean = mean(cell);
      if (size > 1) {
        double weight = 1 / Math.sqrt(size * (size - 1));
        cell.forEach((seed, x) -> scores.merge(seed, weight * (x - mean), Double::sum));
      }
    }
    double[] each = scores.values().stream().mapToDouble(Double::doubleValue).toArray();
    double known = reciprocals(1) / reciprocals(2);
    return Math.sqrt(StatUtils.sumSq(each) * known) / cells.size();
  }

  /** The sum of one over the number of seeds, of the cells with at least so many. */
  private double reciprocals(int atLeast) {
    return cells.stream()
        .mapToInt(Map::size)
        .filter(size -> size >= atLeast)
        .mapToDouble(size -> 1.0 / size)
        .sum();
  }

  /**
   * The degrees of freedom of the standard error: one less than seeds where all are in all cells,
   * and otherwise fewer, as of as many such seeds as vary as much.
   */
  double freedom() {
    if (balanced) {
      return seeds() - 1;
    }
    // Bell and McCaffrey's matrix for equal variances: a row and a column for each seed
    Map<Long, Map<Long, Double>> matrix = new TreeMap<>();
    for (Map<Long, Double> cell : cells) {
      double size = cell.size();
      if (size > 1) {
        for (Long one : cell.keySet()) {
          Map<Long, Double> row = matrix.computeIfAbsent(one, seed -> new TreeMap<>());
          for (Long other : cell.keySet()) {
            double entry = ((one.equals(other) ? 1 : 0) - 1 / size) / (size * (size - 1));
            row.merge(other, entry, Double::sum);
          }
        }
      }
    }
    double trace = reciprocals(2);
    double squares =
        matrix.values().stream()
            .flatMap(row -> row.values().stream())
            .mapToDouble(entry -> entry * entry)
            .sum();
    return trace * trace / squares;
  }
}
