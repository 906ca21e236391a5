package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.Device;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialSpec;

class TaskEngineTest {

  /** Fails as soon as it is to learn. */
  private record FailingBackend(RuntimeException failure) implements Backend {
    @Override
    public void use(Optional<Device> device) {}

    @Override
    public Learner learner(TrialSpec spec, Task task, TrainingPlan plan) {
      throw failure;
    }

    @Override
    public SortedMap<String, String> environment(TrialSpec spec) {
      return new TreeMap<>();
    }
  }

  private static TrialOutcome.Failed failed(RuntimeException failure) {
    TrialOutcome outcome =
        new TaskEngine(new FailingBackend(failure))
            .run(Dl4jEngineTest.small("kv", 0), TrialContext.alone(Path.of("unused")));
    return outcome.failure().orElseThrow();
  }

  @Test
  void noBestEvaluationIsKeptWithoutValidationData(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("t.csv"), "a,y\n" + "1,no\n2,yes\n".repeat(9));
    TrialSpec spec =
        TaskCatalog.load()
            .complete(
                Map.of("name", "table", "file", "t.csv", "target", "y", "validation-share", 0.0),
                Map.of(),
                Map.of("batch-size", 2, "keep-best", "loss"),
                1);

    TrialOutcome.Failed failed =
        new Dl4jEngine().run(spec, TrialContext.alone(folder)).failure().orElseThrow();

    assertThat(failed.kind()).isEqualTo(FailureKind.BAD_CONFIGURATION);
    assertThat(failed.message())
        .isEqualTo(
            "Cannot keep the best evaluation: expected validation data, got none; keep-best: none"
                + " keeps the last");
  }

  /** Has no room once the model is to be saved. */
  private static final class FullWhenSaving implements TrialContext {
    private final Path models;
    private final Runnable failing;
    private boolean saving;

    FullWhenSaving(Path models, Runnable failing) {
      this.models = models;
      this.failing = failing;
    }

    @Override
    public Path dataFolder() {
      return models;
    }

    @Override
    public Answer report(TrialProgress progress) {
      return Answer.CONTINUE;
    }

    @Override
    public void lives(TrialProgress progress) {
      if (saving) {
        failing.run();
      }
    }

    @Override
    public boolean cancelled() {
      return false;
    }

    @Override
    public Optional<Path> modelFolder() {
      saving = true;
      return Optional.of(models);
    }
  }

  static Stream<Runnable> failures() {
    return Stream.of(
        () -> {
          throw new OutOfMemoryError("no room");
        },
        () -> {
          throw new IllegalStateException("no room");
        });
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aTrainedTrialIsNotLostIfItsModelCannotBeSaved(Runnable failing, @TempDir Path folder) {
    AtomicLong seconds = new AtomicLong();
    // So long between two looks at the clock that each sign of life is due.
    Dl4jEngine slow =
        new Dl4jEngine(
            TaskCatalog.load(),
            KernelChoice.PLAIN,
            () -> TimeUnit.SECONDS.toNanos(seconds.addAndGet(10)));

    TrialOutcome outcome =
        slow.run(TaskEngineContract.tiny(Map.of(), 1), new FullWhenSaving(folder, failing));

    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(outcome.run().environment())
        .containsEntry(SavedModel.ERROR, "no room")
        .doesNotContainKey(SavedModel.BYTES);
    assertThat(folder).isEmptyDirectory();
  }

  /** As Deeplearning4j does with what the gradient of a layer throws. */
  @Test
  void aLackOfMemoryIsOneHoweverItIsWrapped() {
    OutOfMemoryError lack = new OutOfMemoryError("physicalBytes (3639M) > maxPhysicalBytes");
    OutOfMemoryError first = new OutOfMemoryError("Cannot allocate");
    first.initCause(lack);

    TrialOutcome.Failed failed = failed(new IllegalStateException("Error in a layer", first));

    assertThat(failed.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
    assertThat(failed.message()).isEqualTo("physicalBytes (3639M) > maxPhysicalBytes");
    assertThat(failed.details()).contains("Error in a layer");
  }

  @Test
  void anyOtherExceptionIsAnInternalError() {
    TrialOutcome.Failed failed =
        failed(new IllegalStateException("Error in a layer", new ArithmeticException("by zero")));

    assertThat(failed.kind()).isEqualTo(FailureKind.INTERNAL_ERROR);
    assertThat(failed.message()).isEqualTo("Error in a layer");
  }
}
