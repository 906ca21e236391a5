package org.kvsweep.layer;

import java.util.random.RandomGenerator;

/** The initial values of a parameter. */
public sealed interface Initial {

  /** The next element, row by row. */
  double next(RandomGenerator random);

  /** Every element alike. */
  record Constant(double value) implements Initial {
    @Override
    public double next(RandomGenerator random) {
      return value;
    }
  }

  /** Uniform from -limit to limit. */
  record Uniform(double limit) implements Initial {
    @Override
    public double next(RandomGenerator random) {
      return (2 * random.nextDouble() - 1) * limit;
    }
  }

  /** Normal with mean 0. */
  record Normal(double deviation) implements Initial {
    @Override
    public double next(RandomGenerator random) {
      return random.nextGaussian() * deviation;
    }
  }

  static Initial normal(double deviation) {
    return new Normal(deviation);
  }

  static Initial zero() {
    return new Constant(0);
  }

  static Initial one() {
    return new Constant(1);
  }

  /** Glorot and Bengio (2010): uniform with limit sqrt(6 / (in + out)). */
  static Initial glorot(int in, int out) {
    return new Uniform(Math.sqrt(6.0 / (in + out)));
  }

  /** The values that PyTorch gives a linear map, weight and bias alike: limit 1 / sqrt(in). */
  static Initial fanIn(int in) {
    return new Uniform(1 / Math.sqrt(in));
  }
}
