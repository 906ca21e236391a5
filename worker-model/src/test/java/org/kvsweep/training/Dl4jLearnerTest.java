package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvsweep.plan.TrainingLength;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Batch;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.task.TaskProvider;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class Dl4jLearnerTest {
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
    TaskCatalog catalog = TaskCatalog.load();
    TrialSpec spec =
        catalog.complete(Map.of("name", ToyNetworks.NAME, "kind", "NUMBER"), Map.of(), Map.of(), 3);
    TaskProvider provider = catalog.provider(ToyNetworks.NAME);
    Task task = provider.create(spec, Path.of("unused"));
    TrainingPlan plan = provider.plan(spec);
    Learner learner = Dl4jLearner.of(network, task, plan, 3);
    double evaluated = learner.scorer(task.validation()).measure().score().meanLoss();
    Batch batch = task.train().allocate(plan.batchSize());
    int[] order = IntStream.range(0, plan.batchSize()).toArray();
    task.train().read(order, 0, batch, RandomStream.of(3, "augmentation", 0));
    return new Losses(learner.step(batch, 0, 0, new TrainingLength(24, 8)).meanLoss(), evaluated);
  }
}
