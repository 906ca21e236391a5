package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.Checkpoints;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialSpec;

class TrainerTest {
  /** A millisecond passes with each look, so that no report is overdue on a busy machine. */
  private final AtomicLong nanos = new AtomicLong();

  private final Dl4jEngine engine =
      new Dl4jEngine(TaskCatalog.load(), KernelChoice.PLAIN, () -> nanos.addAndGet(1_000_000));

  /** Eight steps an epoch. */
  private static TrialSpec spec(Map<String, ?> training) {
    Map<String, Object> all = new HashMap<>(Map.of("batch-size", 8, "warmup-steps", 0));
    all.putAll(training);
    return TaskCatalog.load()
        .complete(
            Map.of("name", "sort", "length", 4, "train", 64, "validation", 16, "test", 16),
            Map.of("width", 8, "depth", 1, "heads", 1),
            all,
            1);
  }

  private List<EpochMetrics> metrics(Map<String, ?> training) {
    TrialOutcome outcome = engine.run(spec(training), new RecordingContext(null, 0));
    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    return outcome.run().metrics();
  }

  @Test
  void evaluatesEverySoManyStepsAndAtTheEnd() {
    List<EpochMetrics> metrics = metrics(Map.of("steps", 20, "evaluate-every", 6));
    assertThat(metrics).extracting(EpochMetrics::step).containsExactly(6L, 12L, 18L, 20L);
    assertThat(metrics).extracting(EpochMetrics::epoch).containsExactly(0, 1, 2, 2);
  }

  @Test
  void evaluatesAtTheEndOfEachEpochUnlessToldOtherwise() {
    List<EpochMetrics> metrics = metrics(Map.of("epochs", 2));
    assertThat(metrics).extracting(EpochMetrics::step).containsExactly(8L, 16L);
    assertThat(metrics.get(1).values())
        .containsOnlyKeys(
            "train-loss",
            "train-accuracy",
            "validation-loss",
            "validation-accuracy",
            "test-loss",
            "test-accuracy");
  }

  @ParameterizedTest
  @EnumSource(
      value = KernelChoice.class,
      names = {"PLAIN", "FUSED"})
  void aBudgetInTimeIsTrainingTimeAndItsTrialSaysSo(KernelChoice kernels) {
    AtomicLong calls = new AtomicLong();
    // Each step asks for the time before and after it, and so takes 10 ms.
    Dl4jEngine timed =
        new Dl4jEngine(TaskCatalog.load(), kernels, () -> calls.incrementAndGet() * 10_000_000L);

    TrialOutcome outcome = timed.run(spec(Map.of("seconds", 0.2)), new RecordingContext(null, 0));

    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(outcome.run().steps()).isEqualTo(20);
    assertThat(outcome.run().metrics())
        .extracting(EpochMetrics::step)
        .containsExactly(8L, 16L, 20L);
    assertThat(outcome.run().environment())
        .containsEntry("repeatable", "no: the budget is in time");
  }

  @Test
  void theTestMetricsOfTheBestValidationAreKept() {
    // So large a learning rate that the loss goes up and down.
    Map<String, Object> training =
        Map.of("steps", 24, "evaluate-every", 1, "learning-rate", 0.3, "schedule", "constant");
    List<EpochMetrics> every = metrics(training);
    Map<String, Object> keeping = new HashMap<>(training);
    keeping.put("keep-best", "loss");
    List<EpochMetrics> kept = metrics(keeping);

    EpochMetrics best =
        every.stream()
            .min(Comparator.comparing(one -> one.values().get("validation-loss")))
            .orElseThrow();
    assertThat(best.step()).isLessThan(24);
    Map<String, Double> last = kept.get(23).values();
    assertThat(last.get("best-step")).isEqualTo((double) best.step());
    assertThat(last.get("test-loss")).isEqualTo(best.values().get("test-loss"));
    assertThat(last.get("test-accuracy")).isEqualTo(best.values().get("test-accuracy"));
    assertThat(last.get("validation-loss"))
        .isEqualTo(every.get(23).values().get("validation-loss"));
  }

  @Test
  void theModelOfTheBestEvaluationIsSaved(@TempDir Path folder) throws IOException {
    TrialSpec spec =
        spec(
            Map.of(
                "steps",
                24,
                "evaluate-every",
                1,
                "learning-rate",
                0.3,
                "schedule",
                "constant",
                "keep-best",
                "loss"));
    Path models = folder.resolve("trial");
    TrialOutcome outcome = engine.run(spec, new RecordingContext(models, 0));

    ComputationGraph restored = SavedModel.open(models).network();
    Task task = TaskCatalog.load().provider("sort").create(spec, folder);
    double loss = new Evaluator(restored, task.test(), 8).score().meanLoss();
    // The restored network computes with the fastest kernels, which round differently.
    assertThat(loss).isCloseTo(outcome.run().last().get("test-loss"), within(1e-5));
    assertThat(new String(SavedModel.open(models).attachment("trial.json"), StandardCharsets.UTF_8))
        .isEqualTo(TrialJson.canonical(spec));
    assertThat(outcome.run().environment())
        .containsEntry("model-bytes", Long.toString(Files.size(models.resolve("model.zip"))));
    try (var files = Files.list(models)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aModelThatCannotBeSavedDoesNotLoseTheTrial(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    TrialOutcome outcome = engine.run(spec(Map.of("steps", 1)), new RecordingContext(file, 0));
    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(outcome.run().environment()).containsKey("model-error");
  }

  @Test
  void nothingIsSavedWhereNobodyAsks() {
    TrialOutcome outcome = engine.run(spec(Map.of("steps", 1)), new RecordingContext(null, 0));
    assertThat(outcome.run().environment()).doesNotContainKeys("model-bytes", "model-error");
  }

  @Test
  void progressKnowsTheBudget() {
    RecordingContext context = new RecordingContext(null, 0);
    engine.run(spec(Map.of("steps", 20, "evaluate-every", 50)), context);
    assertThat(context.reports).extracting(TrialProgress::step).contains(8L, 16L, 20L);
    TrialProgress last = context.reports.get(context.reports.size() - 1);
    assertThat(last.epoch()).isEqualTo(3);
    assertThat(last.epochs()).isEqualTo(3);
    assertThat(last.steps()).isEqualTo(20);
    assertThat(last.examplesPerSecond()).isPositive();
  }

  @Test
  void stopsWhenToldTo() {
    TrialOutcome outcome = engine.run(spec(Map.of("epochs", 3)), new RecordingContext(null, 1));
    assertThat(outcome).isInstanceOf(TrialOutcome.Stopped.class);
    assertThat(outcome.run().steps()).isEqualTo(8);
    assertThat(outcome.run().metrics()).hasSize(1);
  }

  @Test
  void sameSpecSameNumbers() {
    Map<String, Object> training =
        Map.of("epochs", 1, "schedule", "one-cycle", "weight-decay", 0.01, "beta2", 0.99);
    assertThat(metrics(training).get(0).values()).isEqualTo(metrics(training).get(0).values());
  }

  /**
   * Each look at this clock takes two seconds, and there is one for each batch of an evaluation.
   */
  private static Dl4jEngine slow(AtomicLong seconds) {
    return new Dl4jEngine(
        TaskCatalog.load(), KernelChoice.PLAIN, () -> seconds.addAndGet(2) * 1_000_000_000);
  }

  private static TrialSpec longEvaluation() {
    return TaskCatalog.load()
        .complete(
            Map.of("name", "sort", "length", 4, "train", 4, "validation", 200, "test", 200),
            Map.of("width", 8, "depth", 1, "heads", 1),
            Map.of("batch-size", 1, "epochs", 1, "warmup-steps", 0),
            1);
  }

  @Test
  void anEvaluationThatTakesLongSaysThatTheTrialLives() {
    AtomicLong seconds = new AtomicLong();
    LivingContext context = new LivingContext(seconds, Integer.MAX_VALUE);

    TrialOutcome outcome = slow(seconds).run(longEvaluation(), context);

    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(outcome.run().metrics())
        .extracting(EpochMetrics::values)
        .isEqualTo(
            engine.run(longEvaluation(), new RecordingContext(null, 0)).run().metrics().stream()
                .map(EpochMetrics::values)
                .toList());
    assertThat(seconds.get()).isGreaterThan(400 * 2);
    assertThat(context.longestSilence).isBetween(2L, 30L);
    assertThat(context.signs)
        .hasSizeBetween(100, 250)
        .allSatisfy(sign -> assertThat(sign.step()).isEqualTo(4))
        .allSatisfy(sign -> assertThat(sign.epoch()).isEqualTo(1))
        .allSatisfy(sign -> assertThat(sign.examplesPerSecond()).isPositive());
  }

  @Test
  void aTrialThatSavesItsModelOrItsStateForLongSaysThatItLives(@TempDir Path folder) {
    AtomicLong seconds = new AtomicLong();
    LivingContext context = new LivingContext(seconds, Integer.MAX_VALUE);
    context.models = Optional.of(folder);
    DiscardedStates states = new DiscardedStates(context.signs);
    context.checkpoints = states;

    TrialOutcome outcome =
        slow(seconds).run(spec(Map.of("steps", 2, "evaluate-every", 1)), context);

    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(folder.resolve("model.zip")).exists();
    assertThat(states.signsOfSaving).as("signs while a state is saved").isGreaterThan(1);
    assertThat(context.signsSinceReport).as("signs while the model is saved").isGreaterThan(1);
  }

  /** Takes states, keeps none, and counts the signs of life that come while they are written. */
  private static final class DiscardedStates implements Checkpoints {
    private final List<TrialProgress> signs;
    private int signsOfSaving;

    DiscardedStates(List<TrialProgress> signs) {
      this.signs = signs;
    }

    @Override
    public CheckpointPolicy policy() {
      return CheckpointPolicy.every(Duration.ofSeconds(1));
    }

    @Override
    public void save(long step, Writer state) throws IOException {
      int before = signs.size();
      state.write(OutputStream.nullOutputStream());
      signsOfSaving += signs.size() - before;
    }

    @Override
    public List<Long> steps() {
      return List.of();
    }

    @Override
    public <T> T load(long step, Reader<T> reader) throws IOException {
      throw new IOException("Cannot load a checkpoint: none are kept");
    }
  }

  @Test
  void aTrialThatIsCancelledInTheMiddleOfAnEvaluationGivesUpThere() {
    AtomicLong seconds = new AtomicLong();
    LivingContext context = new LivingContext(seconds, 3);

    TrialOutcome outcome = slow(seconds).run(longEvaluation(), context);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            TrialOutcome.Stopped.class,
            stopped -> assertThat(stopped.reason()).isEqualTo("cancelled"));
    assertThat(outcome.run().metrics()).isEmpty();
    assertThat(context.signs).hasSize(3);
  }

  /** Hears how long a trial is silent; cancels it after so many signs that it lives. */
  private static final class LivingContext implements TrialContext {
    private final List<TrialProgress> signs = new ArrayList<>();
    private final AtomicLong seconds;
    private final int cancelledAfter;
    private long lastHeard;
    private long longestSilence;
    private int signsSinceReport;
    private Optional<Path> models = Optional.empty();
    private Checkpoints checkpoints = Checkpoints.NONE;

    LivingContext(AtomicLong seconds, int cancelledAfter) {
      this.seconds = seconds;
      this.cancelledAfter = cancelledAfter;
    }

    private void hear() {
      longestSilence = Math.max(longestSilence, seconds.get() - lastHeard);
      lastHeard = seconds.get();
    }

    @Override
    public Answer report(TrialProgress progress) {
      hear();
      signsSinceReport = 0;
      return Answer.CONTINUE;
    }

    @Override
    public void lives(TrialProgress progress) {
      hear();
      signs.add(progress);
      signsSinceReport++;
    }

    @Override
    public Optional<Path> modelFolder() {
      return models;
    }

    @Override
    public Checkpoints checkpoints() {
      return checkpoints;
    }

    @Override
    public boolean cancelled() {
      return signs.size() >= cancelledAfter;
    }

    @Override
    public Path dataFolder() {
      return Path.of("unused");
    }
  }

  /** Hears every report; stops after so many of them. */
  private static final class RecordingContext implements TrialContext {
    private final List<TrialProgress> reports = new ArrayList<>();
    private final Path models;
    private final int stopAfter;

    RecordingContext(Path models, int stopAfter) {
      this.models = models;
      this.stopAfter = stopAfter;
    }

    @Override
    public Answer report(TrialProgress progress) {
      reports.add(progress);
      return reports.size() == stopAfter ? Answer.STOP : Answer.CONTINUE;
    }

    @Override
    public boolean cancelled() {
      return false;
    }

    @Override
    public Path dataFolder() {
      return Path.of("unused");
    }

    @Override
    public Optional<Path> modelFolder() {
      return Optional.ofNullable(models);
    }
  }
}
