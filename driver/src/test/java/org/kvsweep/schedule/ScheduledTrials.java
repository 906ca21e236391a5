package org.kvsweep.schedule;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

/** Trials and outcomes for tests of the scheduler. */
public final class ScheduledTrials {
  public static final long STEPS = 100;

  private ScheduledTrials() {}

  /** A trial of so many floating-point operations. */
  public static PlannedTrial trial(String attention, long seed, long flops) {
    TrialSpec spec =
        new TrialSpec(
            new Settings(Map.of("name", "reverse")),
            new Settings(Map.of("attention", attention)),
            new Settings(Map.of()),
            seed);
    TrialCost cost = new TrialCost(1, 1, flops / STEPS, STEPS, 1);
    return new PlannedTrial(TrialId.of(spec), spec, cost);
  }

  /** A trial that so many workers train together. */
  static PlannedTrial together(long workers, long seed, long flops) {
    TrialSpec alone = trial(seed, flops).spec();
    TrialSpec spec =
        new TrialSpec(
            alone.task(),
            alone.model(),
            new Settings(Map.of("distribute", "data", "workers", workers, "average-every", 1L)),
            seed);
    return new PlannedTrial(TrialId.of(spec), spec, trial(seed, flops).cost());
  }

  /** A trial with a budget in time. */
  static PlannedTrial timed(long seed, double seconds) {
    TrialSpec spec =
        new TrialSpec(
            new Settings(Map.of("name", "reverse")),
            new Settings(Map.of("attention", "qkv")),
            new Settings(Map.of("seconds", seconds)),
            seed);
    return new PlannedTrial(TrialId.of(spec), spec, new TrialCost(1, 1, 5, 0, 1));
  }

  /** A trial whose budget is in epochs. */
  public static PlannedTrial trialOfEpochs(long seed, long epochs) {
    TrialSpec spec =
        new TrialSpec(
            new Settings(Map.of("name", "reverse")),
            new Settings(Map.of("attention", "qkv")),
            new Settings(Map.of("epochs", epochs)),
            seed);
    return new PlannedTrial(TrialId.of(spec), spec, new TrialCost(1, 1, 10, STEPS, 1));
  }

  /** A trial of the cell of that number. */
  static PlannedTrial trialOfCell(String attention, long cell, long seed) {
    TrialSpec spec =
        new TrialSpec(
            new Settings(Map.of("name", "reverse")),
            new Settings(Map.of("attention", attention)),
            new Settings(Map.of("cell", cell)),
            seed);
    return new PlannedTrial(TrialId.of(spec), spec, new TrialCost(1, 1, 1 + cell % 9, STEPS, 1));
  }

  public static PlannedTrial trial(long seed, long flops) {
    return trial("qkv", seed, flops);
  }

  /** The side of a trial: its attention. */
  public static String side(TrialSpec spec) {
    return ModelKeys.attentionOf(spec).label();
  }

  static TrialOutcome completed() {
    return new TrialOutcome.Completed(ranFor(STEPS));
  }

  public static TrialOutcome.Failed failed(FailureKind kind) {
    return new TrialOutcome.Failed(TrialRun.none(), kind, "as it was told", "");
  }

  static TrialRun ranFor(long steps) {
    return new TrialRun(1, 1, 1, steps, 0, 0, 0, 1, new TreeMap<>(), List.of());
  }

  public static TrialProgress at(long step) {
    return new TrialProgress(1, 1, step, STEPS, 1.0, 1);
  }
}
