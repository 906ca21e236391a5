package org.kvsweep.plan;

import java.util.Objects;

/**
 * What changes the parameters: Adam, with decoupled weight decay (AdamW) where {@code weightDecay}
 * is above 0, see {@link org.kvsweep.kernel.AdamStep}; or another updater of Deeplearning4j.
 *
 * @param learningRate the largest of the schedule
 * @param beta1 decay of the first moment; some schedules move it
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay the part of every parameter, times the learning rate, taken off in a step
 * @param updater the rule; all but Adam take of the above only the learning rate
 */
public record Optimizer(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    Updater updater) {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  public Optimizer {
    Objects.requireNonNull(updater, "updater");
  }

  /** Adam with these values. */
  public Optimizer(
      double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
    this(learningRate, beta1, beta2, epsilon, weightDecay, Updater.ADAM);
  }

  /** Adam as Kingma and Ba propose it, arXiv 1412.6980. */
  public static Optimizer adam(double learningRate) {
    return of(Updater.ADAM, learningRate);
  }

  /** Adam with the weight decay that PyTorch's AdamW has by default. */
  public static Optimizer adamW(double learningRate) {
    return new Optimizer(learningRate, BETA1, BETA2, EPSILON, 0.01);
  }

  /** Returns that updater with Deeplearning4j's defaults for all but the learning rate. */
  public static Optimizer of(Updater updater, double learningRate) {
    return new Optimizer(learningRate, BETA1, BETA2, EPSILON, 0, updater);
  }

  /** The updaters that a network's configuration names. */
  public static Optimizer ofNetwork() {
    return of(Updater.OF_NETWORK, 0);
  }

  /** Returns the same rule with another learning rate. */
  Optimizer withLearningRate(double other) {
    return new Optimizer(other, beta1, beta2, epsilon, weightDecay, updater);
  }
}
