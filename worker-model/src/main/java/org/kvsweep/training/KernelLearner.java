package org.kvsweep.training;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Score;
import org.kvsweep.layer.ClassifierRuntime;
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
  private final Kernels kernels;
  private final TrainingPlan plan;
  private Adam adam;

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
    this.kernels = kernels;
    this.plan = plan;
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

  @Override
  public Scorer scorer(Examples part) {
    Evaluator evaluator = new Evaluator(network, part, plan.batchSize());
    return () -> Measurement.of(evaluator.score());
  }

  @Override
  public Map<String, Double> metrics(Score score) {
    return task.metrics(score);
  }
}
