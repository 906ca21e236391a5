package org.kvsweep.schedule.tuning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.kvsweep.sweep.Dimension;

/**
 * A density over points, made of a product of kernels around each observation and of a prior: what
 * was observed together is drawn together.
 */
final class ParzenMixture {
  private static final double WEIGHT_OF_PRIOR = 1;

  /** The number of the latest observations, which have their whole weight. */
  private static final int WHOLE = 25;

  private final List<DimensionKernels> dimensions = new ArrayList<>();
  private final double[] weights;
  private final double[] logWeights;

  /**
   * The density of these observations.
   *
   * @param points a share for each dimension, NaN where the key counts for nothing; the latest last
   */
  ParzenMixture(List<Dimension> dimensions, List<List<Double>> points) {
    for (int i = 0; i < dimensions.size(); i++) {
      int coordinate = i;
      List<Double> shares = points.stream().map(point -> point.get(coordinate)).toList();
      this.dimensions.add(DimensionKernels.around(dimensions.get(i), shares));
    }
    this.weights = weights(points.size());
    this.logWeights = Arrays.stream(weights).map(StrictMath::log).toArray();
  }

  /**
   * The weights of the kernels, which add up to 1. Beyond 25 observations older ones count less,
   * the oldest almost nothing: since then the search has learnt where to look (Bergstra, Yamins and
   * Cox, Making a Science of Model Search, ICML 2013).
   */
  private static double[] weights(int observations) {
    double[] weights = new double[observations + 1];
    int ramp = observations - WHOLE;
    double sum = WEIGHT_OF_PRIOR;
    for (int i = 0; i < observations; i++) {
      weights[i] = i < ramp ? ramped(i, ramp, observations) : 1;
      sum += weights[i];
    }
    weights[observations] = WEIGHT_OF_PRIOR;
    for (int i = 0; i <= observations; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  /**
   * Returns the weight of an observation in the ramp: from 1 in all observations, for the oldest,
   * evenly to 1 for the last.
   */
  private static double ramped(int index, int ramp, int observations) {
    double first = 1.0 / observations;
    return ramp == 1 ? first : first + (1 - first) * index / (ramp - 1);
  }

  /** Draws a point; of every dimension, whether its key counts there or not. */
  List<Double> draw(RandomGenerator random) {
    double left = random.nextDouble();
    int kernel = 0;
    while (kernel < weights.length - 1 && left >= weights[kernel]) {
      left -= weights[kernel];
      kernel++;
    }
    List<Double> point = new ArrayList<>();
    for (DimensionKernels dimension : dimensions) {
      point.add(dimension.draw(kernel, random));
    }
    return point;
  }

  /** The logarithm of the density at a point, over the dimensions whose keys count there. */
  double logDensity(List<Double> point) {
    double[] terms = logWeights.clone();
    double most = Double.NEGATIVE_INFINITY;
    for (int kernel = 0; kernel < terms.length; kernel++) {
      for (int i = 0; i < point.size(); i++) {
        if (!point.get(i).isNaN()) {
          terms[kernel] += dimensions.get(i).logDensity(kernel, point.get(i));
        }
      }
      most = Math.max(most, terms[kernel]);
    }
    double sum = 0;
    for (double term : terms) {
      sum += StrictMath.exp(term - most);
    }
    return most + StrictMath.log(sum);
  }
}
