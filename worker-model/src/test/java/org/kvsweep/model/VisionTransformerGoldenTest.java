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
import org.kvsweep.layer.KernelChoice;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class VisionTransformerGoldenTest {

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void logitsLossAndGradientsAgreeWithTheReference(AttentionVariant variant) throws IOException {
    GoldenCase golden = GoldenCase.read("vision", variant.label());
    GoldenNetwork network = network(golden, variant);

    network.hasLossAndGradients(arrays(golden, "gradients", variant));
    network.hasLogits();
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void fiveStepsOfAdamGiveTheLossesOfTheReference(AttentionVariant variant) throws IOException {
    network(GoldenCase.read("vision", variant.label()), variant).hasLossesOfAdam();
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void aSavedModelIsTheSameToTheLastBit(AttentionVariant variant, @TempDir Path folder)
      throws IOException {
    GoldenCase golden = GoldenCase.read("vision", variant.label());
    ComputationGraph network = network(golden, variant).network();
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

    assertThat(model(golden, variant).cost(3).parameters()).isEqualTo(counted);
    assertThat(network(golden, variant).network().numParams()).isEqualTo(counted);
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

  private static VisionTransformer model(GoldenCase golden, AttentionVariant variant) {
    return new VisionTransformer(
        variant,
        new PatchShape(golden.config("channels"), golden.config("image"), golden.config("patch")),
        golden.config("classes"),
        golden.config("width"),
        golden.config("depth"),
        golden.config("heads"),
        golden.config("mlp"));
  }

  private static GoldenNetwork network(GoldenCase golden, AttentionVariant variant) {
    return new GoldenNetwork(
        golden,
        model(golden, variant).network(1, DataType.DOUBLE, KernelChoice.PLAIN),
        arrays(golden, "parameters", variant));
  }

  private static GoldenArrays arrays(GoldenCase golden, String kind, AttentionVariant variant) {
    GoldenArrays arrays = new GoldenArrays(golden, kind);
    arrays.linear("embedding_embed", "embed");
    INDArray classToken = arrays.of("cls");
    INDArray positions = arrays.of("pos");
    arrays
        .put("embedding_class", classToken.reshape(1, classToken.length()))
        .put("embedding_position", positions.reshape(positions.size(1), positions.size(2)));
    for (int block = 0; block < golden.config("depth"); block++) {
      String own = "block-" + block + "_";
      String theirs = "blocks." + block + ".";
      arrays
          .norm(own + "norm1", theirs + "norm1")
          .attention(own + "attention", theirs + "attn", variant, false)
          .norm(own + "norm2", theirs + "norm2")
          .linear(own + "up", theirs + "up")
          .linear(own + "down", theirs + "down");
    }
    return arrays.linear("head_head1", "head1").linear("head_head2", "head2");
  }
}
