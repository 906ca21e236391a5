package org.kvsweep.task.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.layer.TokenShape;
import org.kvsweep.model.ModelCost;
import org.kvsweep.model.Translator;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.settings.Conflict;
import org.kvsweep.task.PublishedData;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.task.TaskProvider;
import org.kvsweep.training.Dl4jEngine;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

class LanguageTasksTest {
  @TempDir private Path data;

  private static TrialSpec spec(
      Map<String, ?> task, Map<String, ?> model, Map<String, ?> training) {
    return TaskCatalog.load().complete(task, model, training, 1);
  }

  private static Task create(TrialSpec spec, Path data) {
    return TaskCatalog.load().provider(spec.taskName()).create(spec, data);
  }

  private TrialOutcome run(TrialSpec spec) {
    return new Dl4jEngine().run(spec, TrialContext.alone(data));
  }

  private static Map<String, Object> small(AttentionVariant variant, int heads) {
    return Map.of(
        "attention", variant.label(), "width", 16, "depth", 1, "heads", heads, "dropout", 0.0);
  }

  private void text(String name, String content) throws IOException {
    Files.createDirectories(data.resolve(name).getParent());
    Files.writeString(data.resolve(name), content);
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void charactersOfARepeatedTextAreLearned(AttentionVariant variant) throws IOException {
    text("own/text.txt", "the quick brown fox. ".repeat(200));
    TrialOutcome outcome =
        run(
            spec(
                Map.of("name", "characters", "file", "own/text.txt", "context", 16),
                small(variant, 2),
                Map.of(
                    "steps", 150, "evaluate-every", 75, "batch-size", 16, "learning-rate", 1e-2)));
    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(outcome.run().metrics()).hasSize(2);
    // Only the first characters of a window are a guess.
    assertThat(outcome.run().last().get("validation-loss")).isLessThan(0.6);
    assertThat(outcome.run().last())
        .containsOnlyKeys(
            "train-loss", "train-perplexity", "validation-loss", "validation-perplexity");
    assertThat(outcome.run().environment()).containsEntry("vocabulary", "17");
  }

  @Test
  void theVocabularyIsThatOfTheTrainingPart() throws IOException {
    text("own/text.txt", "abc".repeat(60) + "x".repeat(20));
    TrialSpec spec =
        spec(
            Map.of("name", "characters", "file", "own/text.txt", "context", 4),
            small(AttentionVariant.QKV, 2),
            Map.of("batch-size", 4));
    CharacterTask task = (CharacterTask) create(spec, data);
    assertThat(task.vocabulary().size()).isEqualTo(4);
    assertThat(task.train().size()).isEqualTo(44); // of 180 characters
    assertThat(task.validation().size()).isEqualTo(4); // of 20
    TrialCost planned = TaskCatalog.load().provider("characters").cost(spec);
    ComputationGraph network = new ComputationGraph(task.network(KernelChoice.PLAIN));
    network.init();
    assertThat(task.cost(spec, planned).parameters())
        .isEqualTo(network.numParams())
        .isLessThan(planned.parameters());
  }

  @Test
  void numbersHaveTheWindowsOfThePaper() {
    TrialSpec spec = spec(Map.of("name", "numbers"), Map.of(), Map.of());
    Task task = create(spec, data);
    assertThat(task.train().size()).isEqualTo(3154);
    assertThat(task.validation().size()).isEqualTo(789);
    assertThat(task.test().size()).isZero();
    TrialCost cost = TaskCatalog.load().provider("numbers").cost(spec);
    assertThat(cost.steps()).isEqualTo(15 * (3154 / 64));
    ComputationGraph network = new ComputationGraph(task.network(KernelChoice.PLAIN));
    network.init();
    assertThat(cost.parameters()).isEqualTo(network.numParams());
  }

  @Test
  void numbersAreLearned() {
    Map<String, Object> model = new HashMap<>(small(AttentionVariant.KV_POS, 2));
    model.put("feed-forward-dropout", 0.0);
    TrialOutcome outcome =
        run(
            spec(
                Map.of("name", "numbers", "length", 8),
                model,
                Map.of("epochs", 2, "learning-rate", 1e-2)));
    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    Map<String, Double> last = outcome.run().last();
    // The most frequent word, the point, is one in six.
    assertThat(last.get("validation-accuracy")).isGreaterThan(0.25);
    assertThat(last.get("validation-perplexity"))
        .isCloseTo(Math.exp(last.get("validation-loss")), within(1e-9));
  }

  private void parallelText() throws IOException {
    List<String> german =
        List.of(
            "Ein Hund rennt .", "Eine Katze schläft .", "Zwei Männer essen .", "Ein Mann isst .");
    List<String> english =
        List.of("A dog runs .", "A cat is sleeping .", "Two men eat .", "A man eats .");
    for (String file : List.of("train", "val", "test")) {
      text("own/" + file + ".de", String.join("\n", german) + "\n");
      text("own/" + file + ".en", String.join("\n", english) + "\n");
    }
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void aFewSentencesAreTranslatedToTheWord(AttentionVariant variant) throws IOException {
    parallelText();
    TrialOutcome outcome =
        run(
            spec(
                Map.of("name", "translation-de-en", "dataset", "own", "min-frequency", 1),
                small(variant, 2),
                Map.of(
                    "steps", 120,
                    "evaluate-every", 60,
                    "batch-size", 4,
                    "learning-rate", 1e-2,
                    "warmup-steps", 20)));
    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(outcome.run().last().get("test-bleu")).isEqualTo(1);
    assertThat(outcome.run().last().get("test-bleu-with-marks")).isEqualTo(1);
    assertThat(outcome.run().last())
        .containsKeys("validation-loss", "validation-perplexity", "test-token-accuracy")
        .doesNotContainKey("test-accuracy");
    assertThat(outcome.run().environment()).containsEntry("train-pairs", "4");
  }

  @Test
  void aTranslationThatTakesLongGivesSignsOfLifeAndEndsWhereOneIsRefused() throws IOException {
    parallelText();
    text("own/test.de", "Ein Hund rennt .\n".repeat(350));
    text("own/test.en", "A dog runs .\n".repeat(350));
    TrialSpec spec =
        spec(
            Map.of("name", "translation-de-en", "dataset", "own", "min-frequency", 1),
            small(AttentionVariant.KV, 2),
            Map.of("batch-size", 4));
    Task task = create(spec, data);
    ComputationGraph network = new ComputationGraph(task.network(KernelChoice.PLAIN));
    network.init();
    AtomicInteger signs = new AtomicInteger();

    assertThat(task.measure(network, signs::incrementAndGet)).containsKey("test-bleu");
    assertThat(signs).hasValue(7);
    assertThatThrownBy(
            () ->
                task.measure(
                    network,
                    () -> {
                      throw new CancellationException("the trial is to give up");
                    }))
        .isInstanceOf(CancellationException.class);
  }

  /** One matrix of attention of all of them would be larger than kernels take. */
  @Test
  void longSentencesAreTranslatedFewAtATime() throws IOException {
    parallelText();
    text("own/test.de", ("ein ".repeat(580) + "\n").repeat(100));
    text("own/test.en", "a\n".repeat(100));
    TrialSpec spec =
        spec(
            Map.of(
                "name",
                "translation-de-en",
                "dataset",
                "own",
                "min-frequency",
                1,
                "longest-output",
                2),
            small(AttentionVariant.KV, 16),
            Map.of("batch-size", 4));
    Task task = create(spec, data);
    ComputationGraph network = new ComputationGraph(task.network(KernelChoice.AUTO));
    network.init();
    AtomicInteger signs = new AtomicInteger();

    assertThat(task.measure(network, signs::incrementAndGet)).containsKey("test-bleu");
    assertThat(signs).hasValue(12); // 9 of 580 words have no more scores than 50 of 256
  }

  @Test
  void fiftyRealSentencesAreLearnedByHeart() {
    TrialSpec spec =
        spec(
            Map.of(
                "name",
                "translation-de-en",
                "min-frequency",
                1,
                "limit-train",
                50,
                "validation",
                "train",
                "test",
                "train",
                "limit-test",
                50),
            Map.of("attention", "kv-pos", "width", 64, "depth", 2, "heads", 4, "dropout", 0.0),
            Map.of("steps", 250, "evaluate-every", 250, "batch-size", 25, "warmup-steps", 100));
    TrialOutcome outcome =
        new Dl4jEngine().run(spec, TrialContext.alone(PublishedData.with("multi30k")));
    assertThat(outcome.run().last().get("test-bleu")).isGreaterThan(0.9);
    assertThat(outcome.run().last().get("test-bleu-with-marks"))
        .isGreaterThanOrEqualTo(outcome.run().last().get("test-bleu"));
  }

  @Test
  void filesWithDifferentNumbersOfLinesAreRefused() throws IOException {
    parallelText();
    text("own/val.en", "A dog runs .\n");
    TrialSpec spec =
        spec(Map.of("name", "translation-en-de", "dataset", "own"), Map.of(), Map.of());
    assertThatThrownBy(() -> create(spec, data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot pair the lines of own/val.en and .de: there are 1 and 4");
  }

  @Test
  void emptyFilesOfLinesAreRefused() throws IOException {
    parallelText();
    text("own/test.de", "");
    text("own/test.en", "\uFEFF");
    TrialSpec spec =
        spec(Map.of("name", "translation-de-en", "dataset", "own"), Map.of(), Map.of());
    assertThatThrownBy(() -> create(spec, data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot pair the lines of own/test.de and .en: expected at least one, got empty files");
  }

  /** As editors on Windows write them, and as texts are that were copied out of documents. */
  @Test
  void linesPairTheSameHoweverTheyEnd() throws IOException {
    parallelText();
    TrialSpec spec =
        spec(
            Map.of("name", "translation-de-en", "dataset", "own", "min-frequency", 1),
            small(AttentionVariant.KV, 2),
            Map.of("steps", 3, "batch-size", 2));
    Map<String, Double> expected = run(spec).run().last();
    for (String part : List.of("train", "val", "test")) {
      String german = Files.readString(data.resolve("own/" + part + ".de"));
      String english = Files.readString(data.resolve("own/" + part + ".en"));
      text("own/" + part + ".de", "\uFEFF" + german.replaceFirst(" ", "\r"));
      text(
          "own/" + part + ".en",
          english
              .replace("Two men", "Two\rmen")
              .replace("\n", part.equals("val") ? "\r\r\n" : "\r\n"));
    }
    assertThat(run(spec).run().last()).isEqualTo(expected);
    assertThat(run(spec).run().environment())
        .containsEntry("train-pairs", "4")
        .containsEntry("source-vocabulary", "16");
  }

  @Test
  void charactersAreTheSameHoweverLinesEnd() throws IOException {
    String text = "the quick\nbrown fox.\n\n".repeat(20);
    TrialSpec spec =
        spec(
            Map.of("name", "characters", "file", "own/text.txt", "context", 8),
            small(AttentionVariant.KV, 2),
            Map.of("steps", 3, "batch-size", 4));
    text("own/text.txt", text);
    Map<String, Double> expected = run(spec).run().last();
    for (String same :
        List.of("\uFEFF" + text, text.replace("\n", "\r\n"), text.replace("\n", "\r"))) {
      text("own/text.txt", same);
      assertThat(run(spec).run().last()).isEqualTo(expected);
      assertThat(run(spec).run().environment()).containsEntry("vocabulary", "18");
    }
  }

  @Test
  void whichPartOfWhichTextIsTooShortIsSaid() throws IOException {
    text("own/text.txt", "abc");
    TrialSpec spec =
        spec(
            Map.of("name", "characters", "file", "own/text.txt", "context", 16),
            Map.of(),
            Map.of());
    assertThatThrownBy(() -> create(spec, data))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot cut windows of 16 out of the training part of own/text.txt: expected at least"
                + " 17 tokens, got 2");
    text("own/text.txt", "abcdefghij".repeat(5));
    assertThatThrownBy(() -> create(spec, data))
        .hasMessage(
            "Cannot cut windows of 16 out of the validation part of own/text.txt: expected at least"
                + " 17 tokens, got 5");
  }

  @Test
  void linesThatAreEmptyOrTooLongDoNotTrain() throws IOException {
    parallelText();
    text("own/train.de", "a\n\nb c d\ne f\n");
    text("own/train.en", "a\nb\nc\nd e f\n");
    TrialSpec spec =
        spec(
            Map.of("name", "translation-de-en", "dataset", "own", "longest", 2),
            Map.of(),
            Map.of("batch-size", 1));
    assertThat(create(spec, data).train().size()).isEqualTo(1);
  }

  @Test
  void theMemoryOfATranslationIsThatOfItsLongestSentence() throws IOException {
    parallelText();
    Map<String, Object> own =
        Map.of("name", "translation-de-en", "dataset", "own", "min-frequency", 1);
    TrialSpec spec = spec(own, small(AttentionVariant.QKV, 2), Map.of("batch-size", 4));
    TrialCost estimated = TaskCatalog.load().provider(spec.taskName()).cost(spec);
    TrialCost cost = create(spec, data).cost(spec, estimated);
    text("own/test.de", "Hund ".repeat(200) + "\n");
    text("own/test.en", "dog\n");

    TrialCost longer = create(spec, data).cost(spec, estimated);

    Translator model = TranslationTasks.model(spec, 16, 16);
    assertThat(longer.offHeapBytes())
        .isGreaterThan(model.cost(new TokenShape(50, 202)).offHeapBytes())
        .isGreaterThan(cost.offHeapBytes());
    assertThat(longer.stepFlops()).isEqualTo(cost.stepFlops());
  }

  /** Sentences of equal length need no padding, so that it is known what a step computes. */
  @Test
  void theOperationsOfATranslationAreThoseOfItsBatches() throws IOException {
    parallelText();
    text("own/train.de", "hund ".repeat(38).strip() + "\n");
    text("own/train.en", "dog ".repeat(9).strip() + "\n");
    Map<String, Object> own =
        Map.of("name", "translation-de-en", "dataset", "own", "min-frequency", 1);
    TrialSpec spec = spec(own, small(AttentionVariant.QKV, 2), Map.of("batch-size", 1, "steps", 1));
    TrialCost planned = TaskCatalog.load().provider(spec.taskName()).cost(spec);

    TrialCost cost = create(spec, data).cost(spec, planned);

    // The four special tokens, and the word.
    Translator model = TranslationTasks.model(spec, 5, 5);
    ModelCost expected = model.cost(new TokenShape(1, 40), new TokenShape(1, 10));
    assertThat(cost.forwardFlops()).isEqualTo(expected.forwardFlops());
    assertThat(cost.stepFlops()).isEqualTo(expected.stepFlops());
    TrialRun trained = run(spec).run();
    assertThat(trained.forwardFlops()).isEqualTo(expected.forwardFlops());
    assertThat(trained.stepFlops()).isEqualTo(expected.stepFlops());
  }

  @Test
  void theOperationsOfATranslationAreThoseOfMulti30kWithoutItsData() {
    for (String name : List.of("translation-de-en", "translation-en-de")) {
      TrialSpec spec = spec(Map.of("name", name), Map.of(), Map.of());
      Translator model = TranslationTasks.model(spec, 7_000, 7_000);

      assertThat(TaskCatalog.load().provider(name).cost(spec).stepFlops())
          .isEqualTo(model.cost(new TokenShape(50, 16)).stepFlops());
    }
  }

  @Test
  void theLearningRateFollowsWidthAndWarmupUnlessGiven() {
    TaskProvider provider = TaskCatalog.load().provider("translation-de-en");
    TrainingPlan derived =
        provider.plan(spec(Map.of("name", "translation-de-en"), Map.of("width", 64), Map.of()));
    assertThat(derived.optimizer().learningRate())
        .isCloseTo(Math.pow(64 * 4000, -0.5), within(1e-15));
    TrainingPlan given =
        provider.plan(
            spec(
                Map.of("name", "translation-de-en"),
                Map.of("width", 64),
                Map.of("learning-rate", 5e-4)));
    assertThat(given.optimizer().learningRate()).isEqualTo(5e-4);
  }

  @Test
  void impossibleCellsAreConflicts() {
    for (String task : List.of("characters", "numbers", "translation-en-de")) {
      TaskProvider provider = TaskCatalog.load().provider(task);
      TrialSpec spec = spec(Map.of("name", task), Map.of("width", 10, "heads", 4), Map.of());
      assertThat(provider.conflicts(spec))
          .extracting(Conflict::message)
          .containsExactly("width 10 is not divisible by 4 heads");
    }
    TrialSpec large = spec(Map.of("name", "numbers"), Map.of(), Map.of("batch-size", 4000));
    assertThat(TaskCatalog.load().provider("numbers").conflicts(large))
        .extracting(Conflict::key)
        .containsExactly("batch-size");
  }

  @Test
  void theSameTrialGivesTheSameNumbers() throws IOException {
    parallelText();
    TrialSpec spec =
        spec(
            Map.of("name", "translation-en-de", "dataset", "own", "min-frequency", 1),
            Map.of("width", 8, "heads", 2, "depth", 1, "attention", "kv-pos"),
            Map.of("steps", 5, "batch-size", 2));
    assertThat(run(spec).run().last()).isEqualTo(run(spec).run().last());
  }
}
