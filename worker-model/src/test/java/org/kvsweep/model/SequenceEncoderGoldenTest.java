package org.kvsweep.model;

import java.io.IOException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.layer.KernelChoice;
import org.nd4j.linalg.api.buffer.DataType;

class SequenceEncoderGoldenTest {

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void logitsLossAndGradientsAgreeWithTheReference(AttentionVariant variant) throws IOException {
    GoldenCase golden = GoldenCase.read("encoder", variant.label());
    GoldenNetwork network = network(golden, variant);

    network.hasLossAndGradients(arrays(golden, "gradients", variant));
    network.hasLogits();
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void fiveStepsOfAdamGiveTheLossesOfTheReference(AttentionVariant variant) throws IOException {
    network(GoldenCase.read("encoder", variant.label()), variant).hasLossesOfAdam();
  }

  private static GoldenNetwork network(GoldenCase golden, AttentionVariant variant) {
    SequenceEncoder model =
        new SequenceEncoder(
            variant,
            golden.config("classes"),
            golden.config("width"),
            golden.config("depth"),
            golden.config("heads"),
            0);
    int length = (int) golden.input(0).size(1);
    ComputationGraphConfiguration network =
        model.network(length, 1, DataType.DOUBLE, KernelChoice.PLAIN);
    return new GoldenNetwork(golden, network, arrays(golden, "parameters", variant));
  }

  static GoldenArrays arrays(GoldenCase golden, String kind, AttentionVariant variant) {
    GoldenArrays arrays = new GoldenArrays(golden, kind).linear("embedding_embed", "embed");
    for (int block = 0; block < golden.config("depth"); block++) {
      String own = "block-" + block + "_";
      String theirs = "blocks." + block + ".";
      arrays
          .attention(own + "attention", theirs + "attn", variant, true)
          .norm(own + "norm1", theirs + "norm1")
          .linear(own + "up", theirs + "up")
          .linear(own + "down", theirs + "down")
          .norm(own + "norm2", theirs + "norm2");
    }
    return arrays
        .linear("head_head1", "head1")
        .norm("head_norm", "head_norm")
        .linear("head_head2", "head2");
  }
}
