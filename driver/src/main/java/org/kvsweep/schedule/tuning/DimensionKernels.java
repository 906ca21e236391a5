package org.kvsweep.schedule.tuning;

import java.util.List;
import java.util.random.RandomGenerator;
import org.kvsweep.sweep.Dimension;

/**
 * The kernels of one dimension: one around each observation, and last that of the prior, which
 * covers all of it. An observation in which the key counts for nothing has a kernel that covers all
 * of it evenly.
 */
interface DimensionKernels {

  /** Draws a share from that kernel. */
  double draw(int kernel, RandomGenerator random);

  /** The logarithm of the density at that share; of the probability of its value in a cell. */
  double logDensity(int kernel, double share);

  /**
   * The kernels around these observations.
   *
   * @param shares one for each observation; NaN where the key counts for nothing
   */
  static DimensionKernels around(Dimension dimension, List<Double> shares) {
    return dimension instanceof Dimension.Choices choices
        ? new ChoiceKernels(choices, shares)
        : new NormalKernels(dimension, shares);
  }
}
