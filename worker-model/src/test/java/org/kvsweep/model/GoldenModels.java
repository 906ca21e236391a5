package org.kvsweep.model;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.kernel.PatchShape;
import org.kvsweep.layer.KernelChoice;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The models of the golden files as networks in double, with the parameters of the reference. Every
 * engine is held to them.
 */
public final class GoldenModels {
  private static final String ENCODER = "encoder";
  private static final String ANOMALY = "anomaly";
  private static final String VISION = "vision";
  static final String CHARACTERS = "characters";
  static final String NUMBERS = "numbers";
  static final String TRANSLATION = "translation";

  private GoldenModels() {}

  /** All six models in all variants. */
  public static Stream<Arguments> all() {
    return of(ENCODER, ANOMALY, VISION, CHARACTERS, NUMBERS, TRANSLATION);
  }

  /** Those models in all variants. */
  static Stream<Arguments> of(String... models) {
    return Arrays.stream(models)
        .flatMap(
            model ->
                Arrays.stream(AttentionVariant.values())
                    .map(variant -> Arguments.of(model, variant)));
  }

  /** The network of a case, with its parameters, inputs and labels. */
  public static GoldenNetwork network(String model, AttentionVariant variant) throws IOException {
    return network(GoldenCase.read(model, variant.label()), model, variant);
  }

  static GoldenNetwork network(GoldenCase golden, String model, AttentionVariant variant) {
    return switch (model) {
      case ENCODER -> encoder(golden, variant);
      case ANOMALY -> anomaly(golden, variant, 0);
      case VISION -> visionNetwork(golden, variant);
      default -> language(golden, model, variant);
    };
  }

  private static GoldenNetwork encoder(GoldenCase golden, AttentionVariant variant) {
    SequenceEncoder model =
        new SequenceEncoder(
            variant,
            golden.config("classes"),
            golden.config("width"),
            golden.config("depth"),
            golden.config("heads"),
            0);
    int length = (int) golden.input(0).size(1);
    return new GoldenNetwork(
        golden,
        model.network(length, 1, DataType.DOUBLE, KernelChoice.PLAIN),
        kind -> encoderArrays(golden, kind, variant));
  }

  static GoldenNetwork anomaly(GoldenCase golden, AttentionVariant variant, double inputDropout) {
    SequenceEncoder encoder =
        new SequenceEncoder(
            variant, 1, golden.config("width"), golden.config("depth"), golden.config("heads"), 0);
    SetAnomaly model = new SetAnomaly(golden.config("features"), inputDropout, encoder);
    return new GoldenNetwork(
        golden,
        model.network(5, 1, DataType.DOUBLE, KernelChoice.PLAIN),
        kind -> encoderArrays(golden, kind, variant));
  }

  static VisionTransformer vision(GoldenCase golden, AttentionVariant variant) {
    return new VisionTransformer(
        variant,
        new PatchShape(golden.config("channels"), golden.config("image"), golden.config("patch")),
        golden.config("classes"),
        golden.config("width"),
        golden.config("depth"),
        golden.config("heads"),
        golden.config("mlp"));
  }

  private static GoldenNetwork visionNetwork(GoldenCase golden, AttentionVariant variant) {
    return new GoldenNetwork(
        golden,
        vision(golden, variant).network(1, DataType.DOUBLE, KernelChoice.PLAIN),
        kind -> visionArrays(golden, kind, variant));
  }

  static CharacterModel characters(GoldenCase golden, AttentionVariant variant) {
    return new CharacterModel(
        variant,
        golden.config("vocabulary"),
        golden.config("context"),
        golden.config("width"),
        golden.config("depth"),
        golden.config("heads"),
        0);
  }

  static NumberModel numbers(GoldenCase golden, AttentionVariant variant) {
    return new NumberModel(
        variant,
        golden.config("vocabulary"),
        golden.config("width"),
        golden.config("depth"),
        golden.config("heads"),
        0,
        0);
  }

  static Translator translator(GoldenCase golden, AttentionVariant variant) {
    return new Translator(
        variant,
        golden.config("source_vocabulary"),
        golden.config("target_vocabulary"),
        golden.config("width"),
        golden.config("depth"),
        golden.config("heads"),
        0);
  }

  private static GoldenNetwork language(GoldenCase golden, String model, AttentionVariant variant) {
    if (model.equals(TRANSLATION)) {
      INDArray target = golden.input(1);
      long last = target.size(1) - 1;
      return new GoldenNetwork(
          golden,
          translator(golden, variant).network(1, DataType.DOUBLE, KernelChoice.PLAIN),
          kind -> languageArrays(golden, model, kind, variant),
          target.get(NDArrayIndex.all(), NDArrayIndex.interval(1, last + 1)).dup('c'),
          golden.input(0),
          target.get(NDArrayIndex.all(), NDArrayIndex.interval(0, last)).dup('c'));
    }
    int length = (int) golden.input(0).size(1);
    return new GoldenNetwork(
        golden,
        model.equals(CHARACTERS)
            ? characters(golden, variant).network(1, DataType.DOUBLE, KernelChoice.PLAIN)
            : numbers(golden, variant).network(length, 1, DataType.DOUBLE, KernelChoice.PLAIN),
        kind -> languageArrays(golden, model, kind, variant));
  }

  private static GoldenArrays encoderArrays(
      GoldenCase golden, String kind, AttentionVariant variant) {
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

  private static GoldenArrays visionArrays(
      GoldenCase golden, String kind, AttentionVariant variant) {
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

  private static GoldenArrays languageArrays(
      GoldenCase golden, String model, String kind, AttentionVariant variant) {
    GoldenArrays arrays = new GoldenArrays(golden, kind);
    switch (model) {
      case CHARACTERS -> {
        arrays.put("embedding_tokens", arrays.of("tokens.weight"));
        arrays.put("embedding_positions", arrays.of("positions.weight"));
        blocks(arrays, golden, "block-", "blocks.", variant, false);
        arrays.norm("head_norm", "norm").linear("head_output", "head");
      }
      case NUMBERS -> {
        arrays.put("table_W", arrays.of("tokens.weight"));
        blocks(arrays, golden, "block-", "blocks.", variant, false);
        arrays.norm("head_norm", "norm").put("head_output.b", arrays.row("out_bias"));
      }
      default -> {
        arrays.put("source-embedding_tokens", arrays.of("source.weight"));
        blocks(arrays, golden, "encoder-", "encoder.", variant, true);
        arrays.norm("memory_norm", "encoder_norm");
        arrays.put("target-embedding_tokens", arrays.of("target.weight"));
        blocks(arrays, golden, "decoder-", "decoder.", variant, true);
        arrays.norm("head_norm", "decoder_norm").linear("head_output", "head");
      }
    }
    return arrays;
  }

  private static void blocks(
      GoldenArrays arrays,
      GoldenCase golden,
      String own,
      String theirs,
      AttentionVariant variant,
      boolean bias) {
    for (int block = 0; block < golden.config("depth"); block++) {
      String to = own + block + "_";
      String from = theirs + block + ".";
      arrays.norm(to + "norm1", from + "norm1");
      arrays.attention(to + "attention", from + "attn", variant, bias);
      if (golden.names().contains(from + "norm_cross.weight")) {
        arrays.norm(to + "norm-cross", from + "norm_cross");
        arrays.crossAttention(to + "cross", from + "cross", variant);
      }
      arrays.norm(to + "norm2", from + "norm2");
      for (String linear : List.of("up", "down")) {
        arrays.linear(to + linear, from + linear);
      }
    }
  }
}
