package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialEngineContract;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/**
 * The contract of engines, for those that train tasks with {@link TaskEngine}: on a tiny model with
 * dropout, since what is drawn at random must not depend on the past.
 */
public abstract class TaskEngineContract extends TrialEngineContract {
  /** Divides by nothing where the gradient is 0. */
  private static final Map<String, Object> DIVERGING =
      Map.of("learning-rate", 900.0, "epsilon", 0.0, "clip-norm", 0.0);

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
    return Optional.of(tiny(DIVERGING, 1));
  }

  @Test
  void aNetworkThatIsNoNumberAfterItsLastStepHasDiverged() {
    Map<String, Object> training = new HashMap<>(DIVERGING);
    training.put("evaluate-every", 1000);
    TrialContext alone = TrialContext.alone(Path.of("unused"));
    long seen = engine().run(tiny(training, 1), alone).run().steps();
    // The step before has spoilt the network; this time it is the last.
    training.putAll(Map.of("epochs", 0, "steps", seen - 1));

    TrialOutcome outcome = engine().run(tiny(training, 1), alone);

    assertThat(outcome)
        .isInstanceOfSatisfying(
            TrialOutcome.Diverged.class,
            diverged -> assertThat(diverged.step()).isEqualTo(seen - 1));
    assertThat(outcome.run().metrics()).isEmpty();
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
