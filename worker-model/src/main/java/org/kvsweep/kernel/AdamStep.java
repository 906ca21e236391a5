package org.kvsweep.kernel;

/**
 * One step of Adam with decoupled weight decay: Kingma and Ba, arXiv 1412.6980, algorithm 1 (the
 * epsilon is added after the bias correction); decay as in Loshchilov and Hutter, arXiv 1711.05101.
 *
 * @param step from 1
 * @param learningRate of this step
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay the part of each parameter, times the learning rate, that is taken off first
 * @param gradientScale what gradients are multiplied by before, for clipping
 */
public record AdamStep(
    long step,
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double gradientScale) {

  /** 1 - beta1^step */
  public double firstCorrection() {
    return 1 - Math.pow(beta1, (double) step);
  }

  /** 1 - beta2^step */
  public double secondCorrection() {
    return 1 - Math.pow(beta2, (double) step);
  }
}
