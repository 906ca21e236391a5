package org.kvsweep.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialEngineContract;
import org.kvsweep.trial.TrialSpec;

/**
 * The contract of engines, for those that train tasks with {@link TaskEngine}: on a tiny model with
 * dropout, since what is drawn at random must not depend on the past.
 */
public abstract class TaskEngineContract extends TrialEngineContract {

  /** Returns a trial of 32 steps, unless its training says otherwise. */
  protected static TrialSpec tiny(Map<String, ?> training, long seed) {
    Map<String, Object> all = new HashMap<>(Map.of("epochs", 4, "batch-size", 8));
    all.putAll(training);
    return TaskCatalog.load()
        .complete(
            Map.of("name", "sort", "length", 4, "train", 64, "validation", 16, "test", 16),
            Map.of("attention", "kv-pos", "width", 8, "depth", 1, "heads", 2, "dropout", 0.1),
            all,
            seed);
  }

  @Override
  protected final TrialSpec spec(long seed) {
    return tiny(Map.of(), seed);
  }

  @Override
  protected final Optional<TrialSpec> diverging() {
    return Optional.of(tiny(Map.of("learning-rate", 900.0, "epsilon", 0.0, "clip-norm", 0.0), 1));
  }

  @Override
  protected final Optional<TrialSpec> impossible() {
    return Optional.of(tiny(Map.of("batch-size", 65), 1));
  }

  @Override
  protected final Optional<Object> model(Path models) throws IOException {
    List<Float> parameters = new ArrayList<>();
    for (float one : SavedModel.open(models).network().params().toFloatVector()) {
      parameters.add(one);
    }
    return Optional.of(parameters);
  }
}
