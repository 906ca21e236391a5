package org.kvsweep.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.kernel.PatchShape;
import org.nd4j.linalg.api.ndarray.INDArray;

class VisionTransformerGoldenTest {

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void logitsLossAndGradientsAgreeWithTheReference(AttentionVariant variant) throws IOException {
    GoldenNetwork network = GoldenModels.network("vision", variant);

    network.hasLossAndGradients();
    network.hasLogits();
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void fiveStepsOfAdamGiveTheLossesOfTheReference(AttentionVariant variant) throws IOException {
    GoldenModels.network("vision", variant).hasLossesOfAdam();
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void aSavedModelIsTheSameToTheLastBit(AttentionVariant variant, @TempDir Path folder)
      throws IOException {
    GoldenCase golden = GoldenCase.read("vision", variant.label());
    ComputationGraph network = GoldenModels.network(golden, "vision", variant).network();
    File file = folder.resolve("model.zip").toFile();

    ModelSerializer.writeModel(network, file, true);
    ComputationGraph restored = ModelSerializer.restoreComputationGraph(file, true);

    INDArray expected = network.outputSingle(golden.input(0)).dup();
    assertThat(expected.shape()).containsExactly(3, golden.config("classes"));
    assertThat(restored.outputSingle(golden.input(0)).data().asDouble())
        .containsExactly(expected.data().asDouble());
    assertThat(restored.getConfiguration()).isEqualTo(network.getConfiguration());
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void theFormulaCountsTheParametersOfTheReference(AttentionVariant variant) throws IOException {
    GoldenCase golden = GoldenCase.read("vision", variant.label());
    long counted =
        golden.names().stream().mapToLong(name -> golden.of("parameters", name).length()).sum();

    assertThat(GoldenModels.vision(golden, variant).cost(3).parameters()).isEqualTo(counted);
    assertThat(GoldenModels.network(golden, "vision", variant).network().numParams())
        .isEqualTo(counted);
  }

  @Test
  void theFormulaCountsEveryProduct() {
    VisionTransformer model =
        new VisionTransformer(AttentionVariant.KV, new PatchShape(1, 28, 7), 10, 64, 2, 2, 128);

    long patches = 2L * 16 * 49 * 64;
    long projections = 2L * 17 * 64 * (2 * 64 + 64);
    long scores = 2L * 17 * 17 * 64;
    long feedForward = 2L * 17 * 64 * 128 * 2;
    long head = 2L * 64 * 128 + 2L * 128 * 10;
    long forward = patches + 2 * (projections + 2 * scores + feedForward) + head;
    long backward = patches + 2 * (2 * projections + 4 * scores + 2 * feedForward) + 2 * head;
    assertThat(model.cost(8).forwardFlops()).isEqualTo(forward);
    assertThat(model.cost(8).stepFlops()).isEqualTo(8 * (forward + backward));
  }
}
