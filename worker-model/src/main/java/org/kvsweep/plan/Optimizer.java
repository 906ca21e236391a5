package org.kvsweep.plan;

/**
 * Adam, with decoupled weight decay (AdamW) where {@code weightDecay} is above 0; see {@link
 * org.kvsweep.kernel.AdamStep}.
 *
 * @param learningRate the largest of the schedule
 * @param beta1 decay of the first moment; some schedules move it
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay the part of every parameter, times the learning rate, taken off in a step
 */
public record Optimizer(
    double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {

  /** Adam as Kingma and Ba propose it, arXiv 1412.6980. */
  public static Optimizer adam(double learningRate) {
    return new Optimizer(learningRate, 0.9, 0.999, 1e-8, 0);
  }

  /** Adam with the weight decay that PyTorch's AdamW has by default. */
  public static Optimizer adamW(double learningRate) {
    return new Optimizer(learningRate, 0.9, 0.999, 1e-8, 0.01);
  }
}
