package org.kvsweep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.kvsweep.kernel.AdamStep;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Nd4jKernels;
import org.kvsweep.layer.ClassifierRuntime;
import org.kvsweep.task.Batch;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A network with the parameters of a case of the reference, held to its numbers. */
public final class GoldenNetwork {
  private static final int STEPS = 5;
  private static final double LEARNING_RATE = 0.01;

  private final GoldenCase golden;
  private final ComputationGraph network;
  private final INDArray[] inputs;
  private final INDArray labels;
  private final GoldenArrays gradients;

  /**
   * The network, with the parameters, inputs and labels of the case.
   *
   * @param arrays gives its {@code parameters} and its {@code gradients}
   */
  GoldenNetwork(
      GoldenCase golden,
      ComputationGraphConfiguration configuration,
      Function<String, GoldenArrays> arrays) {
    this(golden, configuration, arrays, golden.input(1), golden.input(0));
  }

  /** The network with inputs and labels that are made of those of the case. */
  GoldenNetwork(
      GoldenCase golden,
      ComputationGraphConfiguration configuration,
      Function<String, GoldenArrays> arrays,
      INDArray labels,
      INDArray... inputs) {
    this.golden = golden;
    this.inputs = inputs;
    this.labels = labels;
    this.gradients = arrays.apply("gradients");
    GoldenArrays parameters = arrays.apply("parameters");
    network = new ComputationGraph(configuration);
    network.init();
    Map<String, INDArray> table = network.paramTable();
    assertThat(parameters.all().keySet()).isEqualTo(table.keySet());
    parameters.all().forEach((name, value) -> table.get(name).assign(value));
    network.setInputs(inputs);
    network.setLabels(labels);
  }

  public ComputationGraph network() {
    return network;
  }

  /** The inputs and labels of the case, in double. */
  public Batch batch() {
    return new Batch(inputs, labels);
  }

  /** The step of Adam by that number, from 1, which the reference takes. */
  private static AdamStep adamStep(int number) {
    return new AdamStep(number, LEARNING_RATE, 0.9, 0.999, 1e-8, 0, 1);
  }

  void hasLossAndGradients() {
    network.computeGradientAndScore();
    isLoss(network.score());
    assertThat(network.gradient().gradientForVariable()).hasSameSizeAs(network.paramTable());
    areGradients(network.getGradientsViewArray());
  }

  /** Checks the loss of the batch. */
  public void isLoss(double loss) {
    assertThat(loss).isCloseTo(golden.loss(), within(1e-9));
  }

  /** Checks the gradients of all parameters, which lie as these do. */
  public void areGradients(INDArray flat) {
    INDArray all = flat.reshape(flat.length());
    Map<String, INDArray> table = network.paramTable();
    gradients
        .all()
        .forEach(
            (name, value) -> {
              INDArray parameter = table.get(name);
              long from = parameter.offset();
              INDArray own = all.get(NDArrayIndex.interval(from, from + parameter.length()));
              assertClose(name, own.reshape('c', parameter.shape()), value);
            });
  }

  void hasLogits() {
    network.feedForward(inputs, false, false);
    areLogits(((ClassifierRuntime) network.getOutputLayer(0)).logits().view());
  }

  /** Checks the logits of the batch. */
  public void areLogits(INDArray logits) {
    INDArray expected = golden.logits();
    assertClose("logits", logits.reshape(expected.shape()), expected);
  }

  void hasLossesOfAdam() {
    INDArray first = network.params().like();
    INDArray second = network.params().like();
    haveLossesOfAdam(
        step -> {
          network.computeGradientAndScore();
          new Nd4jKernels()
              .adam(
                  step,
                  Matrix.of(network.params()),
                  Matrix.of(network.getGradientsViewArray()),
                  Matrix.of(first),
                  Matrix.of(second));
          network.computeGradientAndScore();
          return network.score();
        });
  }

  /**
   * Checks the losses after each of five steps of Adam.
   *
   * @param taken takes a step, and returns the loss of the batch after it
   */
  public void haveLossesOfAdam(ToDoubleFunction<AdamStep> taken) {
    double[] expected = golden.adamLosses();
    assertThat(expected).hasSize(STEPS);
    for (int step = 1; step <= STEPS; step++) {
      assertThat(taken.applyAsDouble(adamStep(step)))
          .as("loss after step %d", step)
          .isCloseTo(expected[step - 1], within(1e-8));
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
