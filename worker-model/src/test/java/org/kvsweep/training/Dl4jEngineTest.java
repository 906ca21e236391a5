package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.kernel.cpu.Bfloat16;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.EngineCatalog;
import org.kvsweep.trial.EngineProvider;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialEngine;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

class Dl4jEngineTest extends TaskEngineContract {
  private final Dl4jEngine engine = new Dl4jEngine();

  static TrialSpec small(String attention, long seed) {
    return TaskCatalog.load()
        .complete(
            Map.of("name", "copy", "length", 8, "train", 2048, "validation", 64, "test", 200),
            Map.of("attention", attention, "width", 16, "depth", 1, "heads", 2),
            Map.of("batch-size", 32, "learning-rate", 5e-3),
            seed);
  }

  @Override
  protected TrialEngine engine() {
    return new Dl4jEngine();
  }

  @Test
  void isListedWithoutBeingMade() {
    EngineProvider provider = EngineCatalog.load().provider(EngineCatalog.DEFAULT);

    assertThat(provider.trainsInGroups()).isTrue();
    assertThat(provider.trainsInBfloat16()).isTrue();
    assertThat(provider.create()).isInstanceOf(Dl4jEngine.class);
  }

  @Test
  void inBfloat16TheLossAfter200StepsIsThatOfFloatWithinAHundredth() {
    Map<String, Object> training = Map.of("epochs", 0, "steps", 200, "schedule", "constant");
    TrialRun exact = engine.run(tiny(training, 1), TrialContext.alone(Path.of("unused"))).run();
    Map<String, Object> rounded = new HashMap<>(training);
    rounded.put("precision", "bfloat16");
    TrialRun coarse = engine.run(tiny(rounded, 1), TrialContext.alone(Path.of("unused"))).run();

    double loss = exact.last().get("validation-loss");
    assertThat(coarse.last().get("validation-loss"))
        .isNotEqualTo(loss)
        .isCloseTo(loss, withinPercentage(1));
    assertThat(coarse.environment().get("kernels"))
        .contains(Bfloat16.supported() ? "bfloat16 native" : "bfloat16 emulated");
    assertThat(exact.environment().get("kernels")).doesNotContain("bfloat16 ");
  }

  @Test
  void learnsToCopy() {
    TrialOutcome outcome = engine.run(small("kv", 1), TrialContext.alone(Path.of("unused")));
    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(outcome.run().metrics()).hasSize(2);
    assertThat(outcome.run().last().get("test-accuracy")).isGreaterThan(0.95);
    assertThat(outcome.run().environment())
        .as("of a task that makes its own data")
        .doesNotContainKey(DataChecksums.KEY);
  }

  @Test
  void dataThatTheSweepDidNotBeginWithAreRefused(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("a.txt"), "abcdefgh\n".repeat(40));
    TrialSpec spec =
        TaskCatalog.load()
            .complete(
                Map.of("name", "characters", "file", "a.txt", "context", 8),
                Map.of("width", 8, "depth", 1, "heads", 1),
                Map.of("steps", 2, "batch-size", 2),
                0);
    TrialRun first = engine.run(spec, TrialContext.alone(folder)).run();
    DataChecksums seen = DataChecksums.in(first.environment());
    assertThat(seen.sha256()).containsOnlyKeys("a.txt");

    ExpectingContext context = new ExpectingContext(folder, seen);
    assertThat(engine.run(spec, context)).isInstanceOf(TrialOutcome.Completed.class);
    Files.writeString(folder.resolve("a.txt"), "hgfedcba\n".repeat(40));
    assertThat(engine.run(spec, context))
        .isInstanceOfSatisfying(
            TrialOutcome.Failed.class,
            failed ->
                assertThat(failed.message())
                    .startsWith("Cannot train on a.txt: ")
                    .contains(seen.sha256().get("a.txt")));
  }

  private record ExpectingContext(Path dataFolder, DataChecksums expectedData)
      implements TrialContext {
    @Override
    public Answer report(TrialProgress progress) {
      return Answer.CONTINUE;
    }

    @Override
    public boolean cancelled() {
      return false;
    }
  }
}
