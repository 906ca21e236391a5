package org.kvsweep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.kvsweep.kernel.AdamStep;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Nd4jKernels;
import org.kvsweep.layer.ClassifierRuntime;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A network with the parameters of a case of the reference, held to its numbers. */
final class GoldenNetwork {
  private final GoldenCase golden;
  private final ComputationGraph network;
  private final INDArray[] inputs;

  /** The network, with these parameters and the inputs and labels of the case. */
  GoldenNetwork(
      GoldenCase golden, ComputationGraphConfiguration configuration, GoldenArrays parameters) {
    this(golden, configuration, parameters, golden.input(1), golden.input(0));
  }

  /** The network with inputs and labels that are made of those of the case. */
  GoldenNetwork(
      GoldenCase golden,
      ComputationGraphConfiguration configuration,
      GoldenArrays parameters,
      INDArray labels,
      INDArray... inputs) {
    this.golden = golden;
    this.inputs = inputs;
    network = new ComputationGraph(configuration);
    network.init();
    Map<String, INDArray> table = network.paramTable();
    assertThat(parameters.all().keySet()).isEqualTo(table.keySet());
    parameters.all().forEach((name, value) -> table.get(name).assign(value));
    network.setInputs(inputs);
    network.setLabels(labels);
  }

  ComputationGraph network() {
    return network;
  }

  void hasLossAndGradients(GoldenArrays expected) {
    network.computeGradientAndScore();
    assertThat(network.score()).isCloseTo(golden.loss(), within(1e-9));
    Map<String, INDArray> gradients = network.gradient().gradientForVariable();
    assertThat(gradients).hasSameSizeAs(network.paramTable());
    expected.all().forEach((name, value) -> assertClose(name, gradients.get(name), value));
  }

  void hasLogits() {
    network.feedForward(inputs, false, false);
    INDArray logits = ((ClassifierRuntime) network.getOutputLayer(0)).logits().view();
    INDArray expected = golden.logits();
    assertClose("logits", logits.reshape(expected.shape()), expected);
  }

  void hasLossesOfAdam() {
    INDArray first = network.params().like();
    INDArray second = network.params().like();
    List<Double> losses = new ArrayList<>();
    for (int step = 1; step <= 5; step++) {
      network.computeGradientAndScore();
      new Nd4jKernels()
          .adam(
              new AdamStep(step, 0.01, 0.9, 0.999, 1e-8, 0, 1),
              Matrix.of(network.params()),
              Matrix.of(network.getGradientsViewArray()),
              Matrix.of(first),
              Matrix.of(second));
      network.computeGradientAndScore();
      losses.add(network.score());
    }
    double[] expected = golden.adamLosses();
    assertThat(losses).hasSameSizeAs(expected);
    for (int step = 0; step < expected.length; step++) {
      assertThat(losses.get(step)).isCloseTo(expected[step], within(1e-8));
    }
  }

  /** Saves and restores the network; the restored one gives the same to the last bit. */
  void survivesSaving(Path folder) throws IOException {
    File file = folder.resolve("model.zip").toFile();
    ModelSerializer.writeModel(network, file, true);
    ComputationGraph restored = ModelSerializer.restoreComputationGraph(file, true);

    double[] expected = network.outputSingle(inputs).dup().data().asDouble();
    assertThat(restored.outputSingle(inputs).data().asDouble()).containsExactly(expected);
    assertThat(restored.getConfiguration()).isEqualTo(network.getConfiguration());
  }

  private static void assertClose(String name, INDArray actual, INDArray expected) {
    assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
    double difference = actual.sub(expected).amaxNumber().doubleValue();
    assertThat(difference).as(name).isLessThan(1e-9);
  }
}
