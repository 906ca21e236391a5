package org.kvsweep.schedule.tuning;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.special.Erf;
import org.kvsweep.sweep.Dimension;

/**
 * Normal distributions around observations, cut off at 0 and 1. Each is as wide as the larger
 * distance to its neighbours in this dimension (Bergstra et al., NeurIPS 2011, 4.2, in the limits
 * of Optuna 5, {@code parzen_estimator.py}), and that of the prior has the width 1.
 */
final class NormalKernels implements DimensionKernels {
  /** Kernels are no narrower than a hundredth of the range, however many there are. */
  private static final double MOST_PER_RANGE = 100;

  /** A proposal looks at 24 points: of so few cells most are looked at again. */
  private static final int REMEMBERED_CELLS = 64;

  private static final double SQRT_2 = StrictMath.sqrt(2);
  private static final double LOG_SQRT_2PI = StrictMath.log(2 * StrictMath.PI) / 2;
  private static final double BELOW_1 = Math.nextDown(1.0);

  private final Dimension dimension;
  private final double[] centres;
  private final double[] widths;

  /** The part of each normal distribution that lies between 0 and 1. */
  private final double[] masses;

  /** The logarithms of width and mass of each kernel together. */
  private final double[] logScales;

  /** What {@link #logProbability} came to, by kernel and cell, where there are few cells. */
  private final double[][] known;

  NormalKernels(Dimension dimension, List<Double> shares) {
    this.dimension = dimension;
    int observations = shares.size();
    this.centres =
        DoubleStream.concat(
                shares.stream().mapToDouble(s -> s.isNaN() ? s : dimension.middle(s)),
                DoubleStream.of(0.5))
            .toArray();
    this.widths = new double[observations + 1];
    this.masses = new double[observations + 1];
    Arrays.fill(widths, Double.NaN);
    int[] ordered =
        IntStream.range(0, observations)
            .filter(i -> !Double.isNaN(centres[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> centres[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int rank = 0; rank < ordered.length; rank++) {
      widths[ordered[rank]] = width(ordered, rank);
    }
    widths[observations] = 1;
    this.logScales = new double[observations + 1];
    this.known = new double[observations + 1][];
    for (int i = 0; i <= observations; i++) {
      masses[i] = mass(i, 0, 1);
      logScales[i] = StrictMath.log(widths[i] * masses[i]);
    }
  }

  /**
   * The larger distance to a neighbour; that to an end counts only for a single observation. Equal
   * observations are neighbours too, at no distance.
   *
   * @param ordered the observations by their centres, equal ones as they came
   */
  private double width(int[] ordered, int rank) {
    double centre = centres[ordered[rank]];
    double before = rank > 0 ? centre - centres[ordered[rank - 1]] : 0;
    double after = rank < ordered.length - 1 ? centres[ordered[rank + 1]] - centre : 0;
    double width = ordered.length == 1 ? Math.max(centre, 1 - centre) : Math.max(before, after);
    double least = 1 / Math.min(MOST_PER_RANGE, 2.0 + ordered.length);
    return Math.min(1, Math.max(least, width));
  }

  private boolean even(int kernel) {
    return Double.isNaN(centres[kernel]);
  }

  private double mass(int kernel, double from, double to) {
    return Erf.erf(standardized(kernel, from) / SQRT_2, standardized(kernel, to) / SQRT_2) / 2;
  }

  private double standardized(int kernel, double share) {
    return (share - centres[kernel]) / widths[kernel];
  }

  @Override
  public double draw(int kernel, RandomGenerator random) {
    double uniform = random.nextDouble();
    if (even(kernel)) {
      return uniform;
    }
    double before = Erf.erf(standardized(kernel, 0) / SQRT_2);
    double quantile = SQRT_2 * Erf.erfInv(before + 2 * uniform * masses[kernel]);
    double share = centres[kernel] + widths[kernel] * quantile;
    return Math.max(0, Math.min(BELOW_1, share));
  }

  @Override
  public double logDensity(int kernel, double share) {
    if (dimension instanceof Dimension.Steps steps) {
      return logProbability(kernel, steps, steps.cell(share));
    }
    if (even(kernel)) {
      return 0;
    }
    double z = standardized(kernel, share);
    return -z * z / 2 - LOG_SQRT_2PI - logScales[kernel];
  }

  private double logProbability(int kernel, Dimension.Steps steps, int cell) {
    if (steps.ends().size() > REMEMBERED_CELLS) {
      return logMass(kernel, steps.begin(cell), steps.end(cell));
    }
    if (known[kernel] == null) {
      known[kernel] = new double[steps.ends().size()];
      Arrays.fill(known[kernel], Double.NaN);
    }
    if (Double.isNaN(known[kernel][cell])) {
      known[kernel][cell] = logMass(kernel, steps.begin(cell), steps.end(cell));
    }
    return known[kernel][cell];
  }

  private double logMass(int kernel, double from, double to) {
    return StrictMath.log(even(kernel) ? to - from : mass(kernel, from, to) / masses[kernel]);
  }
}
