package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.task.vision.TinyImages;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.Checkpoints;
import org.kvsweep.trial.Device;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.KeptInMemory;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/** A trial that was interrupted ends as if it had not been, to the last bit. */
class ResumeTest {
  private static final CheckpointPolicy ONLY_WHEN_STOPPED =
      CheckpointPolicy.every(Duration.ofDays(1));

  @TempDir private Path folder;
  private final Dl4jEngine engine = new Dl4jEngine();

  /** What is trained, all of it over 20 to 30 steps. */
  private record Sample(String what, TrialSpec spec) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Sample sample(
      String what, Map<String, ?> task, Map<String, ?> model, Map<String, ?> training) {
    Map<String, Object> small = new HashMap<>(Map.of("width", 8, "depth", 1, "heads", 2));
    small.putAll(model);
    Map<String, Object> short24 = new HashMap<>(Map.of("batch-size", 8));
    short24.putAll(training);
    return new Sample(what, TaskCatalog.load().complete(task, small, short24, 5));
  }

  private static Map<String, Object> digits(String name) {
    return Map.of("name", name, "length", 6, "train", 67, "validation", 20, "test", 20);
  }

  static Stream<Sample> samples() {
    return Stream.of(
        sample(
            "encoder with dropout, cosine",
            digits("reverse"),
            Map.of("attention", "qkv", "dropout", 0.2),
            Map.of("epochs", 3)),
        sample(
            "encoder with dropout in bfloat16",
            digits("reverse"),
            Map.of("attention", "kv-pos", "dropout", 0.2),
            Map.of("epochs", 3, "precision", "bfloat16")),
        sample(
            "encoder, one cycle, best accuracy, frequent evaluations",
            digits("sort"),
            Map.of("attention", "kv-pos", "dropout", 0.1),
            Map.of(
                "steps",
                21,
                "schedule",
                "one-cycle",
                "evaluate-every",
                3,
                "keep-best",
                "accuracy",
                "learning-rate",
                0.05)),
        sample(
            "encoder, steps, best loss, weight decay, inverse square root",
            digits("swap"),
            Map.of("attention", "kv"),
            Map.of(
                "steps",
                25,
                "schedule",
                "inverse-square-root",
                "keep-best",
                "loss",
                "evaluate-every",
                5,
                "weight-decay",
                0.1)),
        sample(
            "language model on random windows",
            Map.of("name", "characters", "file", "own/text.txt", "context", 8),
            Map.of("attention", "kv-pos", "dropout", 0.1),
            Map.of("steps", 24, "evaluate-every", 10, "batch-size", 4)),
        sample(
            "images varied at random, milestones",
            Map.of("name", "cifar-10", "validation", 20, "augment", true),
            Map.of("attention", "qkv"),
            Map.of(
                "epochs",
                3,
                "batch-size",
                20,
                "schedule",
                "multi-step",
                "milestones",
                "1 2",
                "keep-best",
                "accuracy")));
  }

  @BeforeEach
  void writeData() throws IOException {
    Path text = Files.createDirectories(folder.resolve("own")).resolve("text.txt");
    Files.writeString(text, "the quick brown fox jumps over the lazy dog. ".repeat(20));
    Path images = folder.resolve("cifar-10");
    TinyImages.writeCifar(images.resolve("data_batch_1.bin.gz"), 200, 1, 10);
    TinyImages.writeCifar(images.resolve("test_batch.bin.gz"), 30, 1, 10);
  }

  /** What must not depend on interruptions: steps, curves without their times, and parameters. */
  private record Numbers(long steps, List<EpochMetrics> curves, List<Float> parameters) {}

  private Numbers numbers(TrialOutcome outcome, String models) throws IOException {
    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    List<EpochMetrics> curves =
        outcome.run().metrics().stream()
            .map(point -> new EpochMetrics(point.epoch(), point.step(), 0, point.values()))
            .toList();
    List<Float> parameters = new ArrayList<>();
    for (float one : SavedModel.open(folder.resolve(models)).network().params().toFloatVector()) {
      parameters.add(one);
    }
    return new Numbers(outcome.run().steps(), curves, parameters);
  }

  private TrialOutcome run(TrialSpec spec, Checkpoints checkpoints, String models, long stopAt) {
    return engine.run(spec, interrupted(checkpoints, models, stopAt));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void atWhateverStep(Sample sample) throws IOException {
    Numbers whole = numbers(run(sample.spec(), Checkpoints.NONE, "whole", 0), "whole");

    for (long stopAt : new long[] {1, 2, 8, 9, 15, whole.steps() - 1}) {
      KeptInMemory checkpoints = new KeptInMemory(ONLY_WHEN_STOPPED);
      TrialOutcome stopped = run(sample.spec(), checkpoints, "stopped", stopAt);
      TrialOutcome resumed = run(sample.spec(), checkpoints, "resumed", 0);

      assertThat(stopped).isInstanceOf(TrialOutcome.Stopped.class);
      assertThat(checkpoints.loaded).containsExactly(stopAt);
      assertThat(numbers(resumed, "resumed")).as("stopped at %d", stopAt).isEqualTo(whole);
    }
  }

  /** Trainings whose budget grows, in epochs and in steps that end between two evaluations. */
  static Stream<Sample> growing() {
    return samples()
        .filter(
            sample ->
                !List.of("cosine", "one-cycle")
                    .contains(sample.spec().training().word("schedule")));
  }

  @ParameterizedTest
  @MethodSource("growing")
  void aLongerTrainingGoesOnWhereAShorterOneHasEnded(Sample sample) throws IOException {
    Numbers whole = numbers(run(sample.spec(), Checkpoints.NONE, "whole", 0), "whole");
    boolean epochs = sample.spec().training().integer("steps") == 0;

    for (int budget : epochs ? new int[] {1, 2} : new int[] {1, 13, 20}) {
      TrialSpec shorter =
          new TrialSpec(
              sample.spec().task(),
              sample.spec().model(),
              sample.spec().training().with(epochs ? "epochs" : "steps", (long) budget),
              sample.spec().seed());
      KeptInMemory checkpoints = new KeptInMemory(CheckpointPolicy.NEVER.keepingLast());
      Numbers alone = numbers(run(shorter, Checkpoints.NONE, "alone", 0), "alone");
      assertThat(numbers(run(shorter, checkpoints, "shorter", 0), "shorter")).isEqualTo(alone);

      TrialOutcome longer = run(sample.spec(), checkpoints, "longer", 0);

      assertThat(checkpoints.loaded).containsExactly(alone.steps());
      assertThat(numbers(longer, "longer")).as("from %d", alone.steps()).isEqualTo(whole);
      assertThat(longer.run().metrics())
          .extracting(EpochMetrics::steps)
          .as("of the longer one")
          .containsOnly(whole.steps());
    }
  }

  @Test
  void notWhereTheScheduleDependsOnTheWholeLength() throws IOException {
    TrialSpec spec = samples().findFirst().orElseThrow().spec();
    KeptInMemory checkpoints = new KeptInMemory(CheckpointPolicy.everyEpochs(1).keepingLast());
    run(spec, checkpoints, "shorter", 0);

    run(
        new TrialSpec(spec.task(), spec.model(), spec.training().with("epochs", 4L), spec.seed()),
        checkpoints,
        "longer",
        0);

    assertThat(checkpoints.loaded).isEmpty();
  }

  @Test
  void alsoWhenInterruptedAgainAndAgain() throws IOException {
    TrialSpec spec = samples().findFirst().orElseThrow().spec();
    Numbers whole = numbers(run(spec, Checkpoints.NONE, "whole", 0), "whole");
    KeptInMemory checkpoints = new KeptInMemory(ONLY_WHEN_STOPPED);

    for (long stopAt = 3; stopAt < whole.steps(); stopAt += 4) {
      run(spec, checkpoints, "stopped", stopAt);
    }

    assertThat(numbers(run(spec, checkpoints, "resumed", 0), "resumed")).isEqualTo(whole);
    assertThat(checkpoints.loaded).hasSize(6);
  }

  @Test
  void fromACheckpointOfEveryEpoch() throws IOException {
    TrialSpec spec = samples().findFirst().orElseThrow().spec();
    KeptInMemory checkpoints = new KeptInMemory(CheckpointPolicy.everyEpochs(1));

    run(spec, checkpoints, "whole", 0);

    assertThat(checkpoints.kept.keySet()).containsExactly(8L, 16L); // 24 is the end
  }

  @Test
  void fromACheckpointOfEveryMoment() throws IOException {
    TrialSpec spec = samples().findFirst().orElseThrow().spec();
    KeptInMemory checkpoints = new KeptInMemory(CheckpointPolicy.every(Duration.ofNanos(1)));

    run(spec, checkpoints, "whole", 0);

    assertThat(checkpoints.kept.keySet()).hasSize(23);
  }

  @Test
  void theTimesOfEarlierAttemptsAreCounted() {
    TrialSpec spec = samples().findFirst().orElseThrow().spec();
    KeptInMemory checkpoints = new KeptInMemory(ONLY_WHEN_STOPPED);
    TrialOutcome stopped = run(spec, checkpoints, "stopped", 20);

    TrialOutcome resumed = run(spec, checkpoints, "resumed", 0);

    assertThat(resumed.run().trainingSeconds()).isGreaterThan(stopped.run().trainingSeconds());
    assertThat(resumed.run().totalSeconds()).isGreaterThan(resumed.run().trainingSeconds());
  }

  @Test
  void aStateThatDoesNotFitIsPassedOverForAnOlderOne() throws IOException {
    TrialSpec spec = samples().findFirst().orElseThrow().spec();
    Numbers whole = numbers(run(spec, Checkpoints.NONE, "whole", 0), "whole");
    KeptInMemory checkpoints = new KeptInMemory(CheckpointPolicy.everyEpochs(1));
    run(spec, checkpoints, "stopped", 19);
    byte[] good = checkpoints.kept.get(19L);
    checkpoints.kept.put(20L, java.util.Arrays.copyOf(good, good.length - 1));
    checkpoints.kept.put(21L, new byte[] {0x7f, 0x7f, 0x7f, 0x7f});
    checkpoints.kept.put(22L, java.util.Arrays.copyOf(good, good.length + 1));
    checkpoints.kept.put(23L, new byte[0]);

    TrialOutcome resumed = run(spec, checkpoints, "resumed", 0);

    assertThat(numbers(resumed, "resumed")).isEqualTo(whole);
    assertThat(checkpoints.loaded).containsExactly(19L);
  }

  @Test
  void aStateFromOtherKernelsIsNotGoneOnFrom() throws IOException {
    TrialSpec spec = samples().findFirst().orElseThrow().spec();
    KeptInMemory checkpoints = new KeptInMemory(ONLY_WHEN_STOPPED);
    Dl4jEngine plain = new Dl4jEngine(TaskCatalog.load(), KernelChoice.PLAIN, System::nanoTime);
    plain.run(spec, interrupted(checkpoints, "stopped", 5));

    TrialOutcome fresh = run(spec, checkpoints, "fresh", 0);

    assertThat(checkpoints.loaded).isEmpty();
    assertThat(numbers(fresh, "fresh"))
        .isEqualTo(numbers(run(spec, Checkpoints.NONE, "whole", 0), "whole"));
  }

  /** Computes on this CPU, and says that it is that device. */
  private record NamedDevice(String device, Backend inner) implements Backend {
    NamedDevice(String device) {
      this(device, new Dl4jBackend(KernelChoice.AUTO));
    }

    @Override
    public void use(Optional<Device> given) {
      inner.use(given);
    }

    @Override
    public Learner learner(TrialSpec spec, Task task, TrainingPlan plan) {
      return inner.learner(spec, task, plan);
    }

    @Override
    public SortedMap<String, String> environment(TrialSpec spec) {
      SortedMap<String, String> environment = inner.environment(spec);
      environment.put("device", device);
      return environment;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gpu 0, NVIDIA H200, compute capability 9.0, 143156 MiB"
            + "| gpu 11, NVIDIA H200, compute capability 9.0, 143156 MiB",
        "gpu 3 | gpu 0"
      })
  void anotherGpuOfTheSameKindGoesOn(String before, String after) throws IOException {
    TrialSpec spec = samples().findFirst().orElseThrow().spec();
    KeptInMemory checkpoints = new KeptInMemory(ONLY_WHEN_STOPPED);
    new TaskEngine(new NamedDevice(before)).run(spec, interrupted(checkpoints, "stopped", 5));

    TrialOutcome resumed =
        new TaskEngine(new NamedDevice(after)).run(spec, interrupted(checkpoints, "resumed", 0));

    assertThat(checkpoints.loaded).containsExactly(5L);
    assertThat(numbers(resumed, "resumed"))
        .isEqualTo(numbers(run(spec, Checkpoints.NONE, "whole", 0), "whole"));
    assertThat(resumed.run().environment()).containsEntry("device", after);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpu 0, NVIDIA H100, compute capability 9.0, 143156 MiB",
        "gpu 0, NVIDIA H200, compute capability 10.0, 143156 MiB",
        "gpu 0, NVIDIA H200, compute capability 9.0, 71578 MiB",
        "gpu 0, NVIDIA H200, compute capability 9.0, 143156 MiB, TF32",
        "gpu 0",
        "cpu"
      })
  void anotherKindOfDeviceDoesNotGoOn(String other) {
    TrialSpec spec = samples().findFirst().orElseThrow().spec();
    KeptInMemory checkpoints = new KeptInMemory(ONLY_WHEN_STOPPED);
    String h200 = "gpu 0, NVIDIA H200, compute capability 9.0, 143156 MiB";
    new TaskEngine(new NamedDevice(h200)).run(spec, interrupted(checkpoints, "stopped", 5));

    TrialOutcome fresh =
        new TaskEngine(new NamedDevice(other)).run(spec, interrupted(checkpoints, "fresh", 0));

    assertThat(fresh.completed()).isTrue();
    assertThat(checkpoints.loaded).isEmpty();
  }

  @Test
  void aFullDiskDoesNotStopATraining() {
    TrialSpec spec = samples().findFirst().orElseThrow().spec();
    KeptInMemory checkpoints = new KeptInMemory(CheckpointPolicy.everyEpochs(1));
    checkpoints.full = true;

    TrialOutcome outcome = run(spec, checkpoints, "whole", 0);

    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
  }

  /** Asks a trial to stop after so many steps in all; 0 for never. */
  private TrialContext interrupted(Checkpoints checkpoints, String models, long stopAt) {
    long before =
        checkpoints instanceof KeptInMemory kept && !kept.kept.isEmpty() ? kept.kept.lastKey() : 0;
    return new InterruptedTrial(
        checkpoints, folder, Optional.of(folder.resolve(models)), stopAt - before);
  }
}
