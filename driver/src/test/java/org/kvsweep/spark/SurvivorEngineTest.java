package org.kvsweep.spark;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.settings.Settings;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.TrialEngine;
import org.kvsweep.trial.TrialEngineContract;
import org.kvsweep.trial.TrialSpec;

/** The engine by which interruptions are tested has to come through them itself. */
class SurvivorEngineTest extends TrialEngineContract {
  @Override
  protected TrialEngine engine() {
    return new SurvivorEngine();
  }

  @Override
  protected TrialSpec spec(long seed) {
    return new TrialSpec(
        new Settings(Map.of(TrialSpec.TASK_NAME, "toy-parrot")),
        new Settings(Map.of(ModelKeys.ATTENTION, "kv")),
        new Settings(Map.of("epochs", 4L)),
        seed);
  }

  @Override
  protected Optional<TrialSpec> diverging() {
    return Optional.empty();
  }

  @Override
  protected Optional<TrialSpec> impossible() {
    return Optional.empty();
  }

  @Override
  protected Optional<Object> model(Path models) {
    return Optional.empty();
  }
}
