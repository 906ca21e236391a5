package org.kvsweep.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.kvsweep.kernel.AdamStep;
import org.kvsweep.plan.TrainingLength;
import org.kvsweep.plan.TrainingPlan;

/**
 * Adam with clipping, in tensor expressions on all parameters at once; {@link AdamStep} has the
 * formula.
 *
 * @param first the first moments
 * @param second the second moments
 */
record TorchAdam(TrainingPlan plan, Tensor parameters, Tensor first, Tensor second) {
  /** A summand of PyTorch's clipping, against division by 0. */
  private static final double NORM_EPSILON = 1e-6;

  /** Changes the parameters by the gradients, after so many steps. */
  void step(Tensor gradients, long done, TrainingLength length) {
    if (plan.clipNorm() > 0) {
      Scopes.untracked(() -> clip(gradients));
    }
    step(gradients, plan.adamStep(done, length, 1));
  }

  /**
   * Clips the gradients without asking how large their norm is, for which a GPU would have to be
   * waited for.
   */
  private void clip(Tensor gradients) {
    Tensor scale =
        gradients
            .norm()
            .add(new Scalar(NORM_EPSILON))
            .reciprocal()
            .mul(new Scalar(plan.clipNorm()))
            .clamp_max(new Scalar(1.0));
    gradients.mul_(scale);
  }

  /** Changes the parameters by that step. */
  void step(Tensor gradients, AdamStep step) {
    Scopes.untracked(() -> change(gradients, step));
  }

  private void change(Tensor g, AdamStep step) {
    parameters.mul_(new Scalar(1 - step.learningRate() * step.weightDecay()));
    first.mul_(new Scalar(step.beta1())).add_(g, new Scalar(1 - step.beta1()));
    second.mul_(new Scalar(step.beta2())).addcmul_(g, g, new Scalar(1 - step.beta2()));
    Tensor variance = second.div(new Scalar(step.secondCorrection()));
    Tensor root = variance.sqrt_().add_(new Scalar(step.epsilon()));
    parameters.addcdiv_(first, root, new Scalar(-step.learningRate() / step.firstCorrection()));
  }
}
