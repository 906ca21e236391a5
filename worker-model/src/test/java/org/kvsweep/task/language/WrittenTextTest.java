package org.kvsweep.task.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.training.Dl4jEngine;
import org.kvsweep.training.ModelEntries;
import org.kvsweep.training.SavedModel;
import org.kvsweep.trial.KeepingContext;
import org.kvsweep.trial.TrialOutcome;

/** What saved models write and translate. */
class WrittenTextTest {
  @TempDir private Path data;

  private Path model() {
    return data.resolve("model");
  }

  /** Trains, saves, and returns how it ended. */
  private TrialOutcome train(Map<String, ?> task, Map<String, ?> model, Map<String, ?> training) {
    return new Dl4jEngine()
        .run(
            TaskCatalog.load().complete(task, model, training, 1),
            new KeepingContext(data, model()));
  }

  private String write(String prompt, int length, double temperature, long seed)
      throws IOException {
    StringBuilder text = new StringBuilder();
    TextWriter.of(SavedModel.open(model()))
        .write(prompt, length, temperature, seed, piece -> !text.append(piece).isEmpty());
    return text.toString();
  }

  @Test
  void writingEndsWhenNobodyReadsOn() throws IOException {
    trainOnAFox(AttentionVariant.KV, 5);
    StringBuilder text = new StringBuilder();
    TextWriter writer = TextWriter.of(SavedModel.open(model()));
    // All of it would take minutes.
    writer.write("", 1_000_000, 1, 1, piece -> text.append(piece).length() < 20);
    assertThat(text).hasSize(20);
    text.setLength(0);
    writer.write("the ", 1_000_000, 1, 1, piece -> text.append(piece).isEmpty());
    assertThat(text).hasToString("the ");
  }

  private void trainOnAFox(AttentionVariant variant, int steps) throws IOException {
    Files.writeString(data.resolve("text.txt"), "the quick brown fox. ".repeat(200));
    train(
        Map.of("name", "characters", "file", "text.txt", "context", 8),
        Map.of("attention", variant.label(), "width", 16, "depth", 1, "heads", 2, "dropout", 0.0),
        Map.of("steps", steps, "batch-size", 16, "learning-rate", 1e-2));
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void aTextIsWrittenFarBeyondWhatTheModelSees(AttentionVariant variant) throws IOException {
    trainOnAFox(variant, 200);
    assertThat(write("the q", 45, 0, 0))
        .isEqualTo("the quick brown fox. the quick brown fox. the quic");
  }

  @Test
  void seedsAndTemperatureDecideWhatIsWritten() throws IOException {
    trainOnAFox(AttentionVariant.QKV, 20);
    String hot = write("the ", 60, 3, 1);
    assertThat(write("the ", 60, 3, 1)).isEqualTo(hot).startsWith("the ").hasSize(64);
    assertThat(write("the ", 60, 3, 2)).isNotEqualTo(hot);
    assertThat(write("the ", 60, 1e-3, 1)).isEqualTo(write("the ", 60, 0, 2));
  }

  @Test
  void aTextWithoutAPromptBeginsAnywhereAndIsAsLongAsAskedFor() throws IOException {
    trainOnAFox(AttentionVariant.QKV, 20);
    assertThat(write("", 30, 0, 0)).hasSize(30);
  }

  @Test
  void aPromptWithUnknownCharactersIsRefused() throws IOException {
    trainOnAFox(AttentionVariant.QKV, 20);
    assertThatThrownBy(() -> write("the Ω!", 5, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot begin a text with characters that the model has not learned: got ! Ω");
  }

  @Test
  void numbersAreWrittenInWords() throws IOException {
    train(
        Map.of("name", "numbers", "length", 8),
        Map.of("width", 16, "depth", 1, "heads", 2),
        Map.of("steps", 10));
    Set<String> words = new HashSet<>(NumberWords.vocabulary());
    String written = write("one hundred", 20, 1, 0);
    assertThat(written).startsWith("one hundred ");
    assertThat(written.split(" ")).hasSize(22).allSatisfy(word -> assertThat(words).contains(word));
    assertThatThrownBy(() -> write("one zero", 5, 1, 0))
        .hasMessageStartingWith("Cannot begin a text with words that the model has not learned")
        .hasMessageEndingWith("got zero");
  }

  @Test
  void aModelOfAnotherTaskIsRefused() {
    train(
        Map.of("name", "copy", "length", 4, "train", 32, "validation", 4, "test", 4),
        Map.of("width", 8, "depth", 1, "heads", 1),
        Map.of("steps", 1, "batch-size", 8));
    assertThatThrownBy(() -> write("", 5, 1, 0))
        .hasMessage(
            "Cannot write text: expected a model of characters or numbers, got one of copy");
    assertThatThrownBy(() -> SentenceTranslator.of(SavedModel.open(model())))
        .hasMessage(
            "Cannot translate: expected a model of translation-de-en or translation-en-de, got one"
                + " of copy");
  }

  /**
   * Fifty sentences of a made-up grammar, whose translations put the words in another order and
   * depend on more than one word.
   */
  private List<String> fiftyPairs() throws IOException {
    Random random = new Random(1);
    List<String> nouns = List.of("Hund", "Mann", "Ball", "Baum", "Zug", "Vogel", "Tisch", "Koch");
    List<String> things = List.of("dog", "man", "ball", "tree", "train", "bird", "table", "cook");
    Set<String> german = new LinkedHashSet<>();
    List<String> english = new ArrayList<>();
    while (german.size() < 50) {
      int who = random.nextInt(nouns.size());
      int whom = random.nextInt(nouns.size());
      int when = random.nextInt(2);
      String line =
          "%s ein %s einen %s gesehen ."
              .formatted(
                  when == 0 ? "Heute hat" : "Gestern hatte", nouns.get(who), nouns.get(whom));
      if (german.add(line)) {
        english.add(
            "A %s %s seen a %s %s ."
                .formatted(
                    things.get(who),
                    when == 0 ? "has" : "had",
                    things.get(whom),
                    when == 0 ? "today" : "yesterday"));
      }
    }
    for (String part : List.of("train", "val", "test")) {
      Files.createDirectories(data.resolve("own"));
      Files.write(data.resolve("own").resolve(part + ".de"), german);
      Files.write(data.resolve("own").resolve(part + ".en"), english);
    }
    return List.copyOf(german);
  }

  @Test
  void fiftySentencesAreLearnedByHeartAndTranslatedByTheSavedModel() throws IOException {
    List<String> german = fiftyPairs();
    TrialOutcome outcome =
        train(
            Map.of("name", "translation-de-en", "dataset", "own", "min-frequency", 1),
            Map.of("attention", "kv-pos", "width", 32, "depth", 1, "heads", 4, "dropout", 0.0),
            Map.of("epochs", 60, "batch-size", 10, "learning-rate", 5e-3, "warmup-steps", 50));
    assertThat(outcome.run().last().get("test-bleu")).isGreaterThan(0.9);

    List<String> translated = SentenceTranslator.of(SavedModel.open(model())).translate(german);
    List<String> expected = Files.readAllLines(data.resolve("own/test.en"));
    long right = 0;
    for (int line = 0; line < 50; line++) {
      right += translated.get(line).equals(expected.get(line).replace(" .", ".")) ? 1 : 0;
    }
    assertThat(right).isGreaterThan(40);
  }

  @Test
  void aModelWhosePartsDoNotFitOneAnotherIsRefused() throws IOException {
    trainOnAFox(AttentionVariant.KV, 1);
    ModelEntries writer = ModelEntries.of(model());
    for (String letters : List.of("", "abc", "abcdefghijklmnopqrstuvwxyzABC")) {
      writer
          .with("kvsweep/vocabulary.txt", letters.getBytes(StandardCharsets.UTF_8))
          .summed()
          .write(model());
      assertThatThrownBy(() -> write("", 5, 1, 0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("its parts do not fit one another");
    }
    writer
        .with(
            "kvsweep/trial.json",
            new String(writer.contents().get("kvsweep/trial.json"), StandardCharsets.UTF_8)
                .replace("\"context\":8", "\"context\":1000000000")
                .getBytes(StandardCharsets.UTF_8))
        .summed()
        .write(model());
    assertThatThrownBy(() -> write("", 5, 1, 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("context: expected a whole number from 1 to 4096, got 1000000000");
  }

  @Test
  void emptyLinesStayEmptyAndEndlessOnesAreRefused() throws IOException {
    fiftyPairs();
    train(
        Map.of("name", "translation-de-en", "dataset", "own"),
        Map.of("width", 8, "depth", 1, "heads", 1),
        Map.of("steps", 1, "batch-size", 2));
    SentenceTranslator translator = SentenceTranslator.of(SavedModel.open(model()));
    ModelEntries.of(model())
        .with("kvsweep/target-vocabulary.txt", "a\n".repeat(4).getBytes(StandardCharsets.UTF_8))
        .summed()
        .write(model());
    assertThatThrownBy(() -> SentenceTranslator.of(SavedModel.open(model())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("its parts do not fit one another (expected vocabularies of ");
    assertThat(translator.translate(List.of("", "Gestern", "  ")))
        .hasSize(3)
        .startsWith("")
        .endsWith("");
    assertThat(translator.translate(List.of())).isEmpty();
    assertThatThrownBy(() -> translator.translate(List.of("a ".repeat(1001))))
        .hasMessage("Cannot translate a line: expected at most 1000 words, got 1001");
  }
}
