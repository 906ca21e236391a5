package org.kvsweep.training;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.kernel.AdamStep;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.plan.TrainingLength;
import org.kvsweep.plan.TrainingPlan;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Adam with clipping, in one pass over all parameters of a DL4J network.
 *
 * <p>The moments lie where DL4J keeps the state of its own Adam, so that a saved model carries
 * them.
 */
final class Adam {
  /** A summand of PyTorch's clipping, against division by 0. */
  private static final double NORM_EPSILON = 1e-6;

  private final Kernels kernels;
  private final TrainingPlan plan;
  private final Matrix parameters;
  private final Matrix gradients;
  private final Matrix first;
  private final Matrix second;

  /** The optimizer of a network whose gradients have their memory. */
  Adam(ComputationGraph network, Kernels kernels, TrainingPlan plan) {
    this.kernels = kernels;
    this.plan = plan;
    this.parameters = Matrix.of(network.params());
    this.gradients = Matrix.of(network.getGradientsViewArray());
    INDArray state = network.getUpdater().getStateViewArray();
    if (state.length() != 2 * network.numParams()) {
      throw new IllegalStateException(
          "Cannot keep the state of Adam: expected two moments for %d parameters, got %d numbers"
              .formatted(network.numParams(), state.length()));
    }
    Matrix moments = Matrix.of(state, parameters.columns());
    this.first = moments.rows(0, 1);
    this.second = moments.rows(1, 1);
  }

  /**
   * Changes the parameters by the current gradients.
   *
   * @param done steps before, from 0
   * @param length of the training, which decides the learning rate
   */
  void step(long done, TrainingLength length) {
    double scale = 1;
    if (plan.clipNorm() > 0) {
      double norm = Math.sqrt(kernels.sumOfSquares(gradients));
      scale = Math.min(1, plan.clipNorm() / (norm + NORM_EPSILON));
    }
    AdamStep step = plan.adamStep(done, length, scale);
    kernels.adam(step, parameters, gradients, first, second);
  }
}
