package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

class Dl4jEngineTest {
  private final Dl4jEngine engine = new Dl4jEngine();

  static TrialSpec small(String attention, long seed) {
    return TaskCatalog.load()
        .complete(
            Map.of("name", "copy", "length", 8, "train", 2048, "validation", 64, "test", 200),
            Map.of("attention", attention, "width", 16, "depth", 1, "heads", 2),
            Map.of("batch-size", 32, "learning-rate", 5e-3),
            seed);
  }

  @Test
  void learnsToCopy() {
    TrialOutcome outcome = engine.run(small("kv", 1), TrialContext.alone(Path.of("unused")));
    System.out.println(outcome);
    assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(outcome.run().metrics()).hasSize(2);
    assertThat(outcome.run().last().get("test-accuracy")).isGreaterThan(0.95);
  }
}
