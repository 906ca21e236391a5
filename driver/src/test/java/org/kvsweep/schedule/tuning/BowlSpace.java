package org.kvsweep.schedule.tuning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.schedule.ScheduledTrials;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.Confirmation;
import org.kvsweep.sweep.Dimension;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Tuning;
import org.kvsweep.sweep.TuningSpace;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

/** Trials whose loss is a bowl over a rate and a depth, at another place for each side. */
public record BowlSpace(String task, String side) implements TuningSpace {
  private static final Objective LOSS = new Objective("validation-loss");

  /** A tuning of these tasks and sides. */
  public static Tuning tuning(int samples, int round, int seeds, int tasks, List<String> sides) {
    List<TuningSpace> spaces = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      for (String side : sides) {
        spaces.add(new BowlSpace("task" + task, side));
      }
    }
    return new Tuning(Tuning.Method.TPE, samples, LOSS, round, 3, seeds, spaces);
  }

  /** A confirmation of it with so many seeds. */
  public static Confirmation confirmation(Tuning tuning, int seeds) {
    return new Confirmation(LOSS, tuning.seeds(), seeds);
  }

  /** What a trial measures at its end. */
  public static double loss(PlannedTrial trial) {
    TrialSpec spec = trial.spec();
    double best = ModelKeys.attentionOf(spec) == AttentionVariant.QKV ? 0.25 : 0.6;
    double rate = spec.training().number("rate") - best;
    double depth = spec.training().integer("depth") - 2;
    return rate * rate + 0.1 * depth * depth + 0.01 * Math.floorMod(spec.hashCode(), 10);
  }

  /** How a trial ends that completes. */
  public static TrialOutcome completed(PlannedTrial trial) {
    return new TrialOutcome.Completed(
        TrialRun.none()
            .withMetrics(
                10, List.of(new EpochMetrics(1, 10, 1, Map.of(LOSS.metric(), loss(trial))))));
  }

  @Override
  public List<String> paths() {
    return List.of("training.rate", "training.depth");
  }

  @Override
  public List<Dimension> dimensions() {
    return List.of(new Dimension.Continuous(), Dimension.Steps.even(4));
  }

  @Override
  public Optional<Sample> at(List<Double> point) {
    long depth = 1 + (long) (point.get(1) * 4);
    TrialSpec spec =
        new TrialSpec(
            new Settings(Map.of(TrialSpec.TASK_NAME, task)),
            new Settings(Map.of(ModelKeys.ATTENTION, side)),
            new Settings(Map.of("rate", point.get(0), "depth", depth)),
            0);
    return Optional.of(new Sample(point, spec));
  }

  @Override
  public PlannedTrial planned(Sample sample) {
    TrialSpec spec = sample.spec();
    long depth = spec.training().integer("depth");
    TrialCost cost = new TrialCost(1, 1, depth, ScheduledTrials.STEPS, 1);
    return new PlannedTrial(TrialId.of(spec), spec, cost);
  }
}
