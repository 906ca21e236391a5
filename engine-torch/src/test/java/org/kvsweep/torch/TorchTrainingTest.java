package org.kvsweep.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.training.Dl4jEngine;
import org.kvsweep.training.SavedModel;
import org.kvsweep.trial.EngineCatalog;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

/** Trials of LibTorch's engine, beside those of the first. */
class TorchTrainingTest {
  private final TorchEngine engine = new TorchEngine();

  /** A trial of the task sort without dropout, in which the engines differ. */
  private static TrialSpec sort(AttentionVariant attention, Map<String, ?> training) {
    Map<String, Object> all = new HashMap<>(Map.of("epochs", 4, "batch-size", 8));
    all.putAll(training);
    return TaskCatalog.load()
        .complete(
            Map.of("name", "sort", "length", 4, "train", 64, "validation", 16, "test", 16),
            Map.of("attention", attention.label(), "width", 8, "heads", 2, "dropout", 0),
            all,
            1);
  }

  private static TrialContext alone() {
    return TrialContext.alone(Path.of("unused"));
  }

  @Test
  void isListedWithoutBeingMade() {
    assertThat(EngineCatalog.load().names()).containsExactly("dl4j", "torch");
    assertThat(EngineCatalog.load().provider("torch").create()).isInstanceOf(TorchEngine.class);
  }

  @ParameterizedTest
  @EnumSource(AttentionVariant.class)
  void goesWhereTheFirstEngineGoes(AttentionVariant attention) {
    Map<String, Object> training = Map.of("clip-norm", 0.5, "weight-decay", 0.01);
    TrialRun first = new Dl4jEngine().run(sort(attention, training), alone()).run();
    TrialRun second = engine.run(sort(attention, training), alone()).run();

    assertThat(second.steps()).isEqualTo(first.steps());
    assertThat(second.metrics()).hasSameSizeAs(first.metrics());
    for (int i = 0; i < first.metrics().size(); i++) {
      Map<String, Double> theirs = second.metrics().get(i).values();
      first
          .metrics()
          .get(i)
          .values()
          .forEach(
              (name, value) ->
                  assertThat(theirs.get(name)).as(name).isCloseTo(value, within(1e-4)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"characters", "translation-de-en"})
  void aLanguageModelIsTrainedAndMeasured(String task, @TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("a.txt"), "abcdefgh\n".repeat(60));
    for (String part : List.of("train", "val", "test")) {
      Files.createDirectories(folder.resolve("own"));
      Files.writeString(
          folder.resolve("own/" + part + ".de"), "ein hund\nein grosser hund .\n".repeat(8));
      Files.writeString(folder.resolve("own/" + part + ".en"), "a dog\na big dog .\n".repeat(8));
    }
    Map<String, Object> settings =
        task.equals("characters")
            ? Map.of("name", task, "file", "a.txt", "context", 8)
            : Map.of("name", task, "dataset", "own", "min-frequency", 1);
    TrialSpec spec =
        TaskCatalog.load()
            .complete(
                settings,
                Map.of("attention", "kv-pos", "width", 16, "depth", 1, "heads", 2, "dropout", 0.2),
                Map.of("epochs", 0, "steps", 4, "batch-size", 4),
                0);

    TrialOutcome once = engine.run(spec, TrialContext.alone(folder));
    TrialOutcome again = engine.run(spec, TrialContext.alone(folder));

    assertThat(once).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(once.run().last()).isNotEmpty().isEqualTo(again.run().last());
    assertThat(once.run().last().values()).allSatisfy(value -> assertThat(value).isFinite());
  }

  @Test
  void itsModelIsOneLikeAnyOther(@TempDir Path folder) throws IOException {
    TrialRun run = engine.run(sort(AttentionVariant.KV, Map.of()), new Keeping(folder)).run();

    SavedModel model = SavedModel.open(folder);
    assertThat(model.network().numParams()).isEqualTo(run.parameters());
    assertThat(model.attentionMaps().orElseThrow().layers()).isNotEmpty();
    assertThat(run.environment())
        .containsEntry("device", "cpu")
        .hasEntrySatisfying("torch", text -> assertThat(text).startsWith("2."));
  }

  @Test
  void inBfloat16TheLossAfter200StepsIsThatOfFloatWithinAHundredth() {
    Map<String, Object> training = Map.of("epochs", 0, "steps", 200, "schedule", "constant");
    Map<String, Object> rounded = new HashMap<>(training);
    rounded.put("precision", "bfloat16");
    TrialRun exact = engine.run(sort(AttentionVariant.KV_POS, training), alone()).run();
    TrialRun coarse = engine.run(sort(AttentionVariant.KV_POS, rounded), alone()).run();

    double loss = exact.last().get("validation-loss");
    assertThat(coarse.last().get("validation-loss"))
        .isNotEqualTo(loss)
        .isCloseTo(loss, withinPercentage(2));
    assertThat(coarse.environment().get("torch")).endsWith("autocast to bfloat16");
  }

  @Test
  void aNetworkOfDeeplearning4jsLayersIsRefused(@TempDir Path folder) throws IOException {
    String rows =
        IntStream.range(0, 60).mapToObj(i -> i + "," + i % 2).collect(Collectors.joining("\n"));
    Files.writeString(folder.resolve("t.csv"), "size,kind\n" + rows);
    TrialSpec spec =
        TaskCatalog.load()
            .complete(
                Map.of("name", "table", "file", "t.csv", "target", "kind"),
                Map.of(),
                Map.of("batch-size", 8, "engine", "torch"),
                1);

    assertThat(engine.run(spec, TrialContext.alone(folder)))
        .isInstanceOfSatisfying(
            TrialOutcome.Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(FailureKind.BAD_CONFIGURATION);
              assertThat(failed.message())
                  .isEqualTo(
                      "Cannot train the network with LibTorch: it has layers of Deeplearning4j; take"
                          + " engine: torch out of the sweep file");
            });
  }

  @Test
  void memoryThatDoesNotSufficeIsKnownByItsWords() {
    TorchBackend backend = new TorchBackend();
    RuntimeException failure = null;
    try {
      torch.empty(new long[] {1L << 50});
    } catch (RuntimeException e) {
      failure = e;
    }

    assertThat(failure).isNotNull();
    assertThat(backend.kind(failure)).isEqualTo(FailureKind.OUT_OF_MEMORY);
    for (String words :
        List.of(
            "CUDA out of memory. Tried to allocate 2.00 GiB.",
            "CUDA error: out of memory",
            "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`",
            "cuDNN error: CUDNN_STATUS_ALLOC_FAILED",
            "std::bad_alloc")) {
      assertThat(backend.kind(new RuntimeException(words))).isEqualTo(FailureKind.OUT_OF_MEMORY);
    }
    assertThat(backend.kind(new RuntimeException("else"))).isEqualTo(FailureKind.INTERNAL_ERROR);
  }

  @Test
  void anErrorOfTheGpuIsACrashBecauseItsProcessCanComputeNoMore() {
    TorchBackend backend = new TorchBackend();

    for (String words :
        List.of(
            "CUDA error: an illegal memory access was encountered",
            "CUDA error: device-side assert triggered",
            "CUDA error: unspecified launch failure")) {
      assertThat(backend.kind(new RuntimeException(words))).isEqualTo(FailureKind.NATIVE_CRASH);
    }
  }

  private record Keeping(Path models) implements TrialContext {
    @Override
    public Answer report(TrialProgress progress) {
      return Answer.CONTINUE;
    }

    @Override
    public boolean cancelled() {
      return false;
    }

    @Override
    public Path dataFolder() {
      return models;
    }

    @Override
    public Optional<Path> modelFolder() {
      return Optional.of(models);
    }
  }
}
