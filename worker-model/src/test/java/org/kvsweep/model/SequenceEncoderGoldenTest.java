package org.kvsweep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.kernel.AdamStep;
import org.kvsweep.kernel.KernelChoice;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Nd4jKernels;
import org.kvsweep.layer.ClassifierRuntime;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SequenceEncoderGoldenTest {

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void logitsLossAndGradientsAgreeWithTheReference(AttentionVariant variant) throws IOException {
    GoldenCase golden = GoldenCase.read("encoder", variant.label());
    ComputationGraph network = network(golden, variant);

    network.setInputs(golden.input(0));
    network.setLabels(golden.input(1));
    network.computeGradientAndScore();

    assertThat(network.score()).isCloseTo(golden.loss(), within(1e-9));
    Map<String, INDArray> gradients = network.gradient().gradientForVariable();
    assertThat(gradients).hasSameSizeAs(network.paramTable());
    packed(golden, "gradients", variant)
        .forEach((name, expected) -> assertClose(name, gradients.get(name), expected));

    network.feedForward(new INDArray[] {golden.input(0)}, false, false);
    INDArray logits = ((ClassifierRuntime) network.getLayer("head")).logits().view();
    INDArray expected = golden.logits();
    assertClose("logits", logits.reshape(expected.shape()), expected);
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void fiveStepsOfAdamGiveTheLossesOfTheReference(AttentionVariant variant) throws IOException {
    GoldenCase golden = GoldenCase.read("encoder", variant.label());
    ComputationGraph network = network(golden, variant);
    INDArray first = network.params().like();
    INDArray second = network.params().like();
    List<Double> losses = new ArrayList<>();
    network.setInputs(golden.input(0));
    network.setLabels(golden.input(1));
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
    for (int step = 0; step < expected.length; step++) {
      assertThat(losses.get(step)).isCloseTo(expected[step], within(1e-8));
    }
  }

  private static ComputationGraph network(GoldenCase golden, AttentionVariant variant) {
    SequenceEncoder model =
        new SequenceEncoder(
            variant,
            golden.config("classes"),
            golden.config("width"),
            golden.config("depth"),
            golden.config("heads"),
            0);
    int length = (int) golden.input(0).size(1);
    ComputationGraph network =
        new ComputationGraph(model.network(length, 1, DataType.DOUBLE, KernelChoice.PLAIN));
    network.init();
    Map<String, INDArray> table = network.paramTable();
    Map<String, INDArray> parameters = packed(golden, "parameters", variant);
    assertThat(parameters.keySet()).isEqualTo(table.keySet());
    parameters.forEach((name, value) -> table.get(name).assign(value));
    return network;
  }

  /** The reference's arrays by our names and in our layout: [in, out], projections side by side. */
  private static Map<String, INDArray> packed(
      GoldenCase golden, String kind, AttentionVariant variant) {
    Map<String, INDArray> ours = new LinkedHashMap<>();
    linear(ours, golden, kind, "embedding_embed", "embed");
    for (int block = 0; block < golden.config("depth"); block++) {
      String own = "block-" + block + "_";
      String theirs = "blocks." + block + ".";
      List<INDArray> weights = new ArrayList<>();
      List<INDArray> biases = new ArrayList<>();
      for (String part : variant.hasQuery() ? List.of("q", "k", "v") : List.of("k", "v")) {
        weights.add(golden.of(kind, theirs + "attn." + part + ".weight").transpose());
        biases.add(row(golden.of(kind, theirs + "attn." + part + ".bias")));
      }
      ours.put(own + "attention.in.W", Nd4j.hstack(weights));
      ours.put(own + "attention.in.b", Nd4j.hstack(biases));
      linear(ours, golden, kind, own + "attention.out", theirs + "attn.out");
      if (variant.hasPosition()) {
        ours.put(own + "attention.position.W", golden.of(kind, theirs + "attn.pos_weight"));
        ours.put(own + "attention.position.b", row(golden.of(kind, theirs + "attn.pos_bias")));
      }
      norm(ours, golden, kind, own + "norm1", theirs + "norm1");
      linear(ours, golden, kind, own + "up", theirs + "up");
      linear(ours, golden, kind, own + "down", theirs + "down");
      norm(ours, golden, kind, own + "norm2", theirs + "norm2");
    }
    linear(ours, golden, kind, "head_head1", "head1");
    norm(ours, golden, kind, "head_norm", "head_norm");
    linear(ours, golden, kind, "head_head2", "head2");
    return ours;
  }

  private static void linear(
      Map<String, INDArray> ours, GoldenCase golden, String kind, String own, String theirs) {
    ours.put(own + ".W", golden.of(kind, theirs + ".weight").transpose());
    ours.put(own + ".b", row(golden.of(kind, theirs + ".bias")));
  }

  private static void norm(
      Map<String, INDArray> ours, GoldenCase golden, String kind, String own, String theirs) {
    ours.put(own + ".gain", row(golden.of(kind, theirs + ".weight")));
    ours.put(own + ".bias", row(golden.of(kind, theirs + ".bias")));
  }

  private static INDArray row(INDArray vector) {
    return vector.reshape(1, vector.length());
  }

  private static void assertClose(String name, INDArray actual, INDArray expected) {
    assertThat(actual.shape()).as(name).isEqualTo(expected.shape());
    double difference = actual.sub(expected).amaxNumber().doubleValue();
    assertThat(difference).as(name).isLessThan(1e-9);
  }
}
