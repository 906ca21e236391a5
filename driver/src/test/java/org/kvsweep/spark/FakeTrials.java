package org.kvsweep.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Resources;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/** Trials for {@link FakeEngine}. */
final class FakeTrials {
  static final String BEHAVIOUR = "behaviour";

  private FakeTrials() {}

  static PlannedTrial trial(FakeEngine.Behaviour behaviour, long seed) {
    return trial(behaviour, seed, 1, 0);
  }

  static PlannedTrial trial(
      FakeEngine.Behaviour behaviour, long seed, long steps, long stepMillis) {
    TrialSpec spec =
        new TrialSpec(
            new Settings(Map.of(TrialSpec.TASK_NAME, "fake", BEHAVIOUR, behaviour.name())),
            new Settings(Map.of(ModelKeys.ATTENTION, "kv")),
            new Settings(
                Map.of(
                    "steps", steps, "step-millis", stepMillis, TrialSpec.ENGINE, FakeEngine.NAME)),
            seed);
    return new PlannedTrial(TrialId.of(spec), spec, new TrialCost(10, 20, 30, steps, 40));
  }

  /** The same trial for another engine. */
  static PlannedTrial trainedBy(String engine, PlannedTrial trial) {
    TrialSpec spec =
        new TrialSpec(
            trial.spec().task(),
            trial.spec().model(),
            trial.spec().training().with(TrialSpec.ENGINE, engine),
            trial.spec().seed());
    return new PlannedTrial(TrialId.of(spec), spec, trial.cost(), trial.resources());
  }

  /** A trial that two workers train together, as far as Spark can tell. */
  static PlannedTrial ofTwoWorkers(FakeEngine.Behaviour behaviour, long seed) {
    return ofWorkers(2, behaviour, seed);
  }

  static PlannedTrial ofWorkers(long workers, FakeEngine.Behaviour behaviour, long seed) {
    TrialSpec alone = trial(behaviour, seed).spec();
    TrialSpec spec =
        new TrialSpec(
            alone.task(),
            alone.model(),
            alone
                .training()
                .with("distribute", "data")
                .with("workers", workers)
                .with("average-every", 5L),
            seed);
    return new PlannedTrial(TrialId.of(spec), spec, new TrialCost(10, 20, 30, 1, 40));
  }

  /** The same trial with resources of its own. */
  static PlannedTrial given(PlannedTrial trial, Resources resources) {
    return new PlannedTrial(trial.id(), trial.spec(), trial.cost(), resources);
  }

  static SweepSpec sweep(FakeEngine.Behaviour... behaviours) {
    List<PlannedTrial> trials = new ArrayList<>();
    for (int i = 0; i < behaviours.length; i++) {
      trials.add(trial(behaviours[i], i));
    }
    return sweep(trials);
  }

  static SweepSpec sweep(PlannedTrial... trials) {
    return sweep(Arrays.asList(trials));
  }

  static SweepSpec sweep(List<PlannedTrial> trials) {
    return new SweepSpec("fake", List.of(), trials, "");
  }
}
