package org.kvsweep.training;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Score;
import org.kvsweep.layer.ClassifierRuntime;
import org.kvsweep.model.NetworkMemory;
import org.kvsweep.plan.TrainingLength;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.plan.Updater;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.kvsweep.task.Task;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A network whose output layer is one of kvsweep's and scores itself, trained by {@link Adam}. */
final class KernelLearner implements Learner {
  private final ComputationGraph network;
  private final Task task;
  private final TrainingPlan plan;
  private final Adam adam;

  /**
   * The learner for that network.
   *
   * @throws IllegalArgumentException if the plan wants another updater than Adam
   */
  KernelLearner(ComputationGraph network, Task task, Kernels kernels, TrainingPlan plan) {
    if (plan.optimizer().updater() != Updater.ADAM) {
      throw new IllegalArgumentException(
          "Cannot train kvsweep's own layers: expected the updater adam, got "
              + plan.optimizer().updater().label());
    }
    this.network = network;
    this.task = task;
    this.plan = plan;
    // Before the first pass, which then has its buffers for the backward pass at once.
    network.initGradientsView();
    this.adam = new Adam(network, kernels, plan);
  }

  @Override
  public ComputationGraph network() {
    return network;
  }

  @Override
  public List<INDArray> arrays() {
    return List.of(network.params(), network.getUpdater().getStateViewArray());
  }

  @Override
  public Score step(Batch batch, long done, int iteration, TrainingLength length) {
    // Layers draw their dropout by this number.
    network.getConfiguration().setIterationCount(iteration);
    network.setInputs(batch.features());
    network.setLabels(batch.labels());
    network.computeGradientAndScore();
    adam.step(done, length);
    for (TrainingListener listener : network.getListeners()) {
      listener.iterationDone(network, iteration, network.getConfiguration().getEpochCount());
    }
    network.getConfiguration().setIterationCount(iteration + 1);
    return ((ClassifierRuntime) network.getOutputLayer(0)).trainingScore();
  }

  @Override
  public Scorer scorer(Examples part) {
    return new Evaluator(network, part, plan.batchSize());
  }

  @Override
  public Map<String, Double> metrics(Score score) {
    return task.metrics(score);
  }

  @Override
  public void close() {
    NetworkMemory.free(network);
  }
}
