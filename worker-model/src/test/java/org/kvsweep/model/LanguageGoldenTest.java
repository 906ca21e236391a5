package org.kvsweep.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.layer.TokenShape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The three language models in all variants, held to the reference. */
class LanguageGoldenTest {

  static Stream<Arguments> cases() {
    return Stream.of("characters", "numbers", "translation")
        .flatMap(
            model ->
                Arrays.stream(AttentionVariant.values())
                    .map(variant -> Arguments.of(model, variant)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logitsLossAndGradientsAgreeWithTheReference(String model, AttentionVariant variant)
      throws IOException {
    GoldenCase golden = GoldenCase.read(model, variant.label());
    GoldenNetwork network = network(golden, model, variant);

    network.hasLossAndGradients(arrays(golden, model, "gradients", variant));
    network.hasLogits();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fiveStepsOfAdamGiveTheLossesOfTheReference(String model, AttentionVariant variant)
      throws IOException {
    network(GoldenCase.read(model, variant.label()), model, variant).hasLossesOfAdam();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aSavedModelIsTheSameToTheLastBit(
      String model, AttentionVariant variant, @TempDir Path folder) throws IOException {
    network(GoldenCase.read(model, variant.label()), model, variant).survivesSaving(folder);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theFormulaCountsTheParametersOfTheReference(String model, AttentionVariant variant)
      throws IOException {
    GoldenCase golden = GoldenCase.read(model, variant.label());
    long counted =
        golden.names().stream().mapToLong(name -> golden.of("parameters", name).length()).sum();

    assertThat(cost(golden, model, variant).parameters()).isEqualTo(counted);
    assertThat(network(golden, model, variant).network().numParams()).isEqualTo(counted);
  }

  private static CharacterModel characters(GoldenCase golden, AttentionVariant variant) {
    return new CharacterModel(
        variant,
        golden.config("vocabulary"),
        golden.config("context"),
        golden.config("width"),
        golden.config("depth"),
        golden.config("heads"),
        0);
  }

  private static NumberModel numbers(GoldenCase golden, AttentionVariant variant) {
    return new NumberModel(
        variant,
        golden.config("vocabulary"),
        golden.config("width"),
        golden.config("depth"),
        golden.config("heads"),
        0,
        0);
  }

  private static Translator translator(GoldenCase golden, AttentionVariant variant) {
    return new Translator(
        variant,
        golden.config("source_vocabulary"),
        golden.config("target_vocabulary"),
        golden.config("width"),
        golden.config("depth"),
        golden.config("heads"),
        0);
  }

  private static ModelCost cost(GoldenCase golden, String model, AttentionVariant variant) {
    TokenShape shape = new TokenShape(3, 6);
    return switch (model) {
      case "characters" -> characters(golden, variant).cost(shape);
      case "numbers" -> numbers(golden, variant).cost(shape);
      default -> translator(golden, variant).cost(shape);
    };
  }

  private static GoldenNetwork network(GoldenCase golden, String model, AttentionVariant variant) {
    GoldenArrays parameters = arrays(golden, model, "parameters", variant);
    if (model.equals("translation")) {
      INDArray target = golden.input(1);
      long last = target.size(1) - 1;
      return new GoldenNetwork(
          golden,
          translator(golden, variant).network(1, DataType.DOUBLE, KernelChoice.PLAIN),
          parameters,
          target.get(NDArrayIndex.all(), NDArrayIndex.interval(1, last + 1)).dup('c'),
          golden.input(0),
          target.get(NDArrayIndex.all(), NDArrayIndex.interval(0, last)).dup('c'));
    }
    int length = (int) golden.input(0).size(1);
    ComputationGraphConfiguration configuration =
        model.equals("characters")
            ? characters(golden, variant).network(1, DataType.DOUBLE, KernelChoice.PLAIN)
            : numbers(golden, variant).network(length, 1, DataType.DOUBLE, KernelChoice.PLAIN);
    return new GoldenNetwork(golden, configuration, parameters);
  }

  private static GoldenArrays arrays(
      GoldenCase golden, String model, String kind, AttentionVariant variant) {
    GoldenArrays arrays = new GoldenArrays(golden, kind);
    switch (model) {
      case "characters" -> {
        arrays.put("embedding_tokens", arrays.of("tokens.weight"));
        arrays.put("embedding_positions", arrays.of("positions.weight"));
        blocks(arrays, golden, "block-", "blocks.", variant, false);
        arrays.norm("head_norm", "norm").linear("head_output", "head");
      }
      case "numbers" -> {
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
