package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvsweep.plan.TrainingLength;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.task.TaskProvider;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class Dl4jLearnerTest {
  private static final TrialSpec SPEC =
      TaskCatalog.load()
          .complete(Map.of("name", ToyNetworks.NAME, "kind", "NUMBER"), Map.of(), Map.of(), 3);
  private static final TaskProvider PROVIDER = TaskCatalog.load().provider(ToyNetworks.NAME);
  private static final Task TASK = PROVIDER.create(SPEC, Path.of("unused"));

  /** The mean loss of an example, in a step and in an evaluation before it. */
  private record Losses(double trained, double evaluated) {}

  static Stream<Layer> outputs() {
    return Stream.of(
        new OutputLayer.Builder(LossFunction.MSE)
            .activation(Activation.IDENTITY)
            .nIn(1)
            .nOut(1)
            .build(),
        // These two divide by the size of the batch in any case.
        new LossLayer.Builder(LossFunction.MSE).activation(Activation.IDENTITY).build(),
        new CenterLossOutputLayer.Builder(LossFunction.MSE)
            .activation(Activation.IDENTITY)
            .nIn(1)
            .nOut(1)
            .build());
  }

  @ParameterizedTest
  @MethodSource("outputs")
  void theLossIsThatOfAnExampleWithoutMiniBatchesToo(Layer output) {
    Losses with = losses(network(output.clone(), true));
    Losses without = losses(network(output.clone(), false));

    assertThat(without.trained()).isCloseTo(with.trained(), within(1e-6));
    assertThat(without.evaluated()).isCloseTo(with.evaluated(), within(1e-6));
  }

  /** Adam's first update has the size of the learning rate, whatever the gradient. */
  @Test
  void theFirstUpdateOfTheLastOfFourWorkersIsAsLargeAsThatOfOneAlone() {
    assertThat(firstUpdate(3)).isCloseTo(firstUpdate(0), withinPercentage(1));
  }

  /** The largest change of a parameter by the first step, which is that one over all workers. */
  private static double firstUpdate(int iteration) {
    Learner learner = learner(network(outputs().findFirst().orElseThrow(), true));
    INDArray before = learner.network().params().dup();
    learner.step(batch(), 0, iteration, new TrainingLength(24, 8));
    return learner.network().params().sub(before).amaxNumber().doubleValue();
  }

  private static ComputationGraphConfiguration network(Layer output, boolean miniBatch) {
    return new NeuralNetConfiguration.Builder()
        .miniBatch(miniBatch)
        .l2(1e-3)
        .graphBuilder()
        .addInputs("in")
        .addLayer("a", new DenseLayer.Builder().nIn(4).nOut(1).build(), "in")
        .addLayer("out", output, "a")
        .setOutputs("out")
        .build();
  }

  private static Losses losses(ComputationGraphConfiguration network) {
    Learner learner = learner(network);
    double evaluated = learner.scorer(TASK.validation()).measure().score().meanLoss();
    double trained = learner.step(batch(), 0, 0, new TrainingLength(24, 8)).meanLoss();
    return new Losses(trained, evaluated);
  }

  private static Learner learner(ComputationGraphConfiguration network) {
    return Dl4jLearner.of(network, TASK, PROVIDER.plan(SPEC), SPEC);
  }

  private static Batch batch() {
    Batch batch = TASK.train().allocate(8);
    TASK.train().read(IntStream.range(0, 8).toArray(), 0, batch, RandomStream.of(3, "none", 0));
    return batch;
  }
}
