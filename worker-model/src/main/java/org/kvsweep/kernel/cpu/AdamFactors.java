package org.kvsweep.kernel.cpu;

import org.kvsweep.kernel.AdamStep;

/** The numbers of an {@link AdamStep} as loops over floats want them. */
record AdamFactors(
    float gradientScale,
    float beta1,
    float oneLessBeta1,
    float beta2,
    float oneLessBeta2,
    float inverseRootCorrection,
    float epsilon,
    float keep,
    float stepSize) {

  AdamFactors(AdamStep step) {
    this(
        (float) step.gradientScale(),
        (float) step.beta1(),
        (float) (1 - step.beta1()),
        (float) step.beta2(),
        (float) (1 - step.beta2()),
        (float) (1 / Math.sqrt(step.secondCorrection())),
        (float) step.epsilon(),
        (float) (1 - step.learningRate() * step.weightDecay()),
        (float) (step.learningRate() / step.firstCorrection()));
  }
}
