package org.kvsweep.training;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Score;
import org.kvsweep.layer.ClassifierRuntime;
import org.kvsweep.plan.TrainingLength;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.task.Batch;

/** The steps of a training: forward pass, backward pass, optimizer. */
final class GradientSteps {
  private final ComputationGraph network;
  private final Kernels kernels;
  private final TrainingPlan plan;
  private Adam adam;

  GradientSteps(ComputationGraph network, Kernels kernels, TrainingPlan plan) {
    this.network = network;
    this.kernels = kernels;
    this.plan = plan;
  }

  /**
   * Changes the network by one step.
   *
   * @param done steps of this worker before
   * @param iteration the number of the step over all workers
   * @return how the batch scored before the step
   */
  Score step(Batch batch, long done, int iteration, TrainingLength length) {
    // Layers draw their dropout by this number.
    network.getConfiguration().setIterationCount(iteration);
    network.setInputs(batch.features());
    network.setLabels(batch.labels());
    network.computeGradientAndScore();
    if (adam == null) {
      adam = new Adam(network, kernels, plan); // not before: now the gradients have their memory
    }
    adam.step(done, length);
    for (TrainingListener listener : network.getListeners()) {
      listener.iterationDone(network, iteration, network.getConfiguration().getEpochCount());
    }
    network.getConfiguration().setIterationCount(iteration + 1);
    return ((ClassifierRuntime) network.getOutputLayer(0)).trainingScore();
  }
}
