package org.kvsweep.torch;

import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.kvsweep.random.RandomStream;

/**
 * The dropout of one trial, from a generator of its own that is seeded before every step: so a step
 * depends on its number, and on nothing before it or beside it.
 */
final class DropoutMasks implements AutoCloseable {
  private final Generator generator;
  private final long seed;
  private boolean active;

  /**
   * The dropout of a trial.
   *
   * @param seed of the trial
   */
  DropoutMasks(TorchDevice device, long seed) {
    this.generator = device.generator();
    this.seed = seed;
  }

  /** Drops elements from now on, those of that step. */
  void begin(int step) {
    active = true;
    generator.set_current_seed(RandomStream.key(seed, "dropout", step));
  }

  /** Drops nothing from now on. */
  void end() {
    active = false;
  }

  /** Returns whether elements would be dropped at that rate now. */
  boolean active(double rate) {
    return active && rate > 0;
  }

  /** Drops elements of x, and multiplies the rest so that the mean stays. */
  Tensor drop(Tensor x, double rate) {
    if (!active(rate)) {
      return x;
    }
    double kept = 1 - rate;
    Tensor mask = torch.empty_like(x).bernoulli_(kept, new GeneratorOptional(generator));
    return x.mul(mask.div_(new Scalar(kept)));
  }

  @Override
  public void close() {
    generator.close();
  }
}
