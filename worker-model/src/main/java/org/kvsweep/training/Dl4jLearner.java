package org.kvsweep.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.BaseOutputLayer;
import org.deeplearning4j.nn.layers.training.CenterLossOutputLayer;
import org.kvsweep.kernel.Precision;
import org.kvsweep.kernel.Score;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.model.Dl4jNetworks;
import org.kvsweep.model.NetworkMemory;
import org.kvsweep.plan.KeepBest;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.plan.TrainingLength;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Examples;
import org.kvsweep.task.Target;
import org.kvsweep.task.Task;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A network whose output is a layer of Deeplearning4j's, trained by its {@code fit} and scored by
 * its classes of evaluation.
 *
 * <p>Whatever its layers draw at random comes from ND4J's generator of the calling thread. It is
 * seeded before every step, so that a step depends on its number and on nothing before it.
 */
final class Dl4jLearner implements Learner {
  private final ComputationGraph network;
  private final Task task;
  private final TrainingPlan plan;
  private final long seed;
  private final Dl4jUpdaters updaters;

  private Dl4jLearner(
      ComputationGraph network, Task task, TrainingPlan plan, long seed, Dl4jUpdaters updaters) {
    this.network = network;
    this.task = task;
    this.plan = plan;
    this.seed = seed;
    this.updaters = updaters;
  }

  /**
   * A fresh network with weights drawn from the seed of the trial.
   *
   * @throws IllegalArgumentException if it can't be trained as the plan says
   */
  static Dl4jLearner of(
      ComputationGraphConfiguration configuration, Task task, TrainingPlan plan, TrialSpec spec) {
    check(configuration, task, plan);
    checkPrecision(configuration, spec);
    long seed = spec.seed();
    configuration.getDefaultConfiguration().setSeed(RandomStream.key(seed, "weights", 0));
    Dl4jUpdaters updaters = new Dl4jUpdaters(plan);
    updaters.putInto(configuration);
    ComputationGraph network = new ComputationGraph(configuration);
    network.init();
    if (!(network.getOutputLayer(0) instanceof IOutputLayer)) {
      throw new IllegalArgumentException(
          "Cannot train the network: expected an output layer with a loss at its end, got "
              + network.getOutputLayer(0).getClass().getSimpleName());
    }
    updaters.check(network);
    return new Dl4jLearner(network, task, plan, seed, updaters);
  }

  private static void check(
      ComputationGraphConfiguration configuration, Task task, TrainingPlan plan) {
    OptimizationAlgorithm algorithm = configuration.getDefaultConfiguration().getOptimizationAlgo();
    expect("one output", 1, configuration.getNetworkOutputs().size());
    expect("numbers of type FLOAT", DataType.FLOAT, configuration.getDataType());
    expect(
        "stochastic gradient descent",
        OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT,
        algorithm);
    expect(
        "backpropagation through all steps",
        BackpropType.Standard,
        configuration.getBackpropType());
    if (plan.clipNorm() > 0) {
      throw new IllegalArgumentException(
          "Cannot clip the gradients of Deeplearning4j's layers together: give the network its own"
              + " gradient normalization instead of clip-norm, got "
              + plan.clipNorm());
    }
    if (plan.keepBest() == KeepBest.ACCURACY && task.predicts() instanceof Target.Numbers) {
      throw new IllegalArgumentException(
          "Cannot keep the best evaluation: predictions of numbers have no accuracy");
    }
  }

  /** Deeplearning4j's layers read float alone: a trial in bfloat16 would be one in float. */
  private static void checkPrecision(ComputationGraphConfiguration configuration, TrialSpec spec) {
    if (TrainingKeys.precision(spec.training()) == Precision.BFLOAT16
        && !KernelLayer.isIn(configuration)) {
      throw new IllegalArgumentException(
          "Cannot train Deeplearning4j's layers: expected precision: float, got bfloat16");
    }
  }

  private static void expect(String what, Object expected, Object got) {
    if (!expected.equals(got)) {
      throw new IllegalArgumentException(
          "Cannot train the network: expected %s, got %s".formatted(what, got));
    }
  }

  @Override
  public ComputationGraph network() {
    return network;
  }

  @Override
  public List<INDArray> arrays() {
    List<INDArray> arrays = new ArrayList<>(List.of(network.params()));
    INDArray state = network.getUpdater().getStateViewArray();
    if (state != null) {
      arrays.add(state);
    }
    return arrays;
  }

  @Override
  public Score step(Batch batch, long done, int iteration, TrainingLength length) {
    Nd4j.getRandom().setSeed(RandomStream.key(seed, "layers", iteration));
    // Updaters count their own steps by it, and the state of a worker has seen no others.
    network.getConfiguration().setIterationCount(Math.toIntExact(done));
    updaters.setLearningRate(network, done, length);
    // Deeplearning4j adds it to the loss, which then would not compare with that of other networks.
    double penalty = network.calcRegularizationScore(true);
    network.fit(batch.features(), new INDArray[] {batch.labels()});
    double lossSum = lossSum(network, network.score() - penalty, batch);
    return new Score(lossSum, batch.size(), lossSum, 0, 0);
  }

  /**
   * Returns the sum of the losses of a batch. Layers of outputs divide it by the size of the batch,
   * those with weights only if the network is one for mini-batches.
   *
   * @param loss that the network has for the batch, without penalties
   */
  static double lossSum(ComputationGraph network, double loss, Batch batch) {
    Layer output = network.getOutputLayer(0);
    boolean sum =
        output instanceof BaseOutputLayer
            && !(output instanceof CenterLossOutputLayer) // it always divides
            && !output.conf().isMiniBatch();
    return sum ? loss : loss * batch.size();
  }

  @Override
  public Scorer scorer(Examples part) {
    int batch = Math.max(plan.batchSize(), Dl4jNetworks.EVALUATED_TOGETHER);
    return new Dl4jScorer(network, part, task.predicts(), batch);
  }

  @Override
  public Map<String, Double> metrics(Score score) {
    return Map.of("loss", score.meanLoss());
  }

  @Override
  public void close() {
    NetworkMemory.free(network);
  }
}
