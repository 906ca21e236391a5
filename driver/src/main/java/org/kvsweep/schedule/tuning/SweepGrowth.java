package org.kvsweep.schedule.tuning;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.kvsweep.schedule.Growth;
import org.kvsweep.schedule.SeedGrowth;
import org.kvsweep.schedule.SeedRule;
import org.kvsweep.schedule.tuning.TuningGrowth.Place;
import org.kvsweep.sweep.Axis;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.SweepPolicy;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;

/** Finds out which trials the results of a sweep have added to it. */
public final class SweepGrowth {
  private SweepGrowth() {}

  /**
   * The growth of a sweep, as far as it has got; empty if its file names every trial.
   *
   * @param seeds says which cells want another seed
   * @param ended how a trial has ended; empty if it has not
   */
  public static Optional<Growth> of(
      SweepSpec sweep, SeedRule seeds, Function<TrialId, Optional<TrialOutcome>> ended) {
    SweepPolicy procedure = sweep.procedure();
    return procedure.chooses()
        ? tuning(sweep, ended).map(Growth.class::cast)
        : procedure
            .moreSeeds()
            .map(
                limit ->
                    SeedGrowth.resume(
                        limit, seeds, sweep.compared().orElseThrow(), sweep.trials(), ended));
  }

  /** The growth of a sweep that chooses settings; empty if it does not. */
  private static Optional<TuningGrowth> tuning(
      SweepSpec sweep, Function<TrialId, Optional<TrialOutcome>> ended) {
    SweepPolicy procedure = sweep.procedure();
    return procedure
        .tuning()
        .map(tuning -> TuningGrowth.of(tuning, procedure.confirmation()))
        .or(
            () ->
                procedure
                    .confirmation()
                    .map(
                        confirmation ->
                            TuningGrowth.of(
                                sweep.trials(), trial -> place(sweep, trial), confirmation)))
        .map(growth -> Growth.resumed(growth, ended));
  }

  private static Place place(SweepSpec sweep, PlannedTrial trial) {
    List<String> keys =
        sweep.axes().stream()
            .map(Axis::path)
            .filter(path -> path.section() == Section.TASK)
            .filter(path -> sweep.compared().filter(key -> key.path().equals(path)).isEmpty())
            .map(SettingPath::key)
            .toList();
    return new Place(TrialLabel.ofTask(trial.spec(), keys), sweep.side(trial.spec()));
  }
}
