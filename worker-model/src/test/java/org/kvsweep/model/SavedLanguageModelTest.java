package org.kvsweep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.layer.KernelChoice;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Blocks of saved models carry the facts of their model. Builds before wrote a name instead; their
 * files are in {@code saved-models}.
 */
class SavedLanguageModelTest {

  /** A small model of a kind, and the file that an earlier build wrote of the same model. */
  private record Subject(String file, ComputationGraphConfiguration network) {
    @Override
    public String toString() {
      return file;
    }
  }

  static List<Subject> subjects() {
    AttentionVariant variant = AttentionVariant.KV_POS;
    DataType type = DataType.FLOAT;
    KernelChoice kernels = KernelChoice.PLAIN;
    return List.of(
        new Subject(
            "characters.json",
            new CharacterModel(variant, 7, 6, 8, 1, 2, 0.1).network(5, type, kernels)),
        new Subject(
            "numbers.json",
            new NumberModel(variant, 7, 8, 1, 2, 0.1, 0.2).network(6, 5, type, kernels)),
        new Subject(
            "translation.json",
            new Translator(variant, 7, 9, 8, 1, 2, 0.1).network(5, type, kernels)));
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void whatAnEarlierBuildSavedIsTheSameNetwork(Subject subject) throws IOException {
    assertThat(ComputationGraphConfiguration.fromJson(saved(subject.file)))
        .isEqualTo(subject.network);
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void theFactsOfBlocksComeBackFromJson(Subject subject) {
    String json = subject.network.toJson();

    assertThat(json).contains("\"facts\"").doesNotContain("attentionStyle");
    assertThat(ComputationGraphConfiguration.fromJson(json)).isEqualTo(subject.network);
  }

  @Test
  void refusesANameThatNoBuildSaved() throws IOException {
    String json =
        saved("numbers.json")
            .replace("\"attentionStyle\" : \"NUMBERS\"", "\"attentionStyle\" : \"LETTERS\"");

    assertThatThrownBy(() -> ComputationGraphConfiguration.fromJson(json))
        .hasStackTraceContaining(
            "Cannot read a block: expected CHARACTERS, NUMBERS, SOURCE or TARGET, got LETTERS");
  }

  private static String saved(String file) throws IOException {
    try (InputStream in =
        SavedLanguageModelTest.class.getResourceAsStream("/saved-models/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
