package org.kvsweep.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.layer.TokenShape;

/** The three language models in all variants, held to the reference. */
class LanguageGoldenTest {

  static Stream<Arguments> cases() {
    return GoldenModels.of(GoldenModels.CHARACTERS, GoldenModels.NUMBERS, GoldenModels.TRANSLATION);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logitsLossAndGradientsAgreeWithTheReference(String model, AttentionVariant variant)
      throws IOException {
    GoldenNetwork network = GoldenModels.network(model, variant);

    network.hasLossAndGradients();
    network.hasLogits();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void fiveStepsOfAdamGiveTheLossesOfTheReference(String model, AttentionVariant variant)
      throws IOException {
    GoldenModels.network(model, variant).hasLossesOfAdam();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aSavedModelIsTheSameToTheLastBit(
      String model, AttentionVariant variant, @TempDir Path folder) throws IOException {
    GoldenModels.network(model, variant).survivesSaving(folder);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theFormulaCountsTheParametersOfTheReference(String model, AttentionVariant variant)
      throws IOException {
    GoldenCase golden = GoldenCase.read(model, variant.label());
    long counted =
        golden.names().stream().mapToLong(name -> golden.of("parameters", name).length()).sum();

    assertThat(cost(golden, model, variant).parameters()).isEqualTo(counted);
    assertThat(GoldenModels.network(golden, model, variant).network().numParams())
        .isEqualTo(counted);
  }

  private static ModelCost cost(GoldenCase golden, String model, AttentionVariant variant) {
    TokenShape shape = new TokenShape(3, 6);
    return switch (model) {
      case GoldenModels.CHARACTERS -> GoldenModels.characters(golden, variant).cost(shape);
      case GoldenModels.NUMBERS -> GoldenModels.numbers(golden, variant).cost(shape);
      default -> GoldenModels.translator(golden, variant).cost(shape);
    };
  }
}
