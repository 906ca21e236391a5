package org.kvsweep.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.schedule.Growth;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.Scheduler;
import org.kvsweep.schedule.SeedRule;
import org.kvsweep.schedule.halving.EarlyStopper;
import org.kvsweep.schedule.tuning.SweepGrowth;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.TrialId;

/**
 * The state from which a run of a sweep begins, after earlier runs of it.
 *
 * @param trials of the sweep, with those that results have added
 * @param open those that have not ended
 * @param growth where results add trials
 * @param stopper of trials, where the sweep wants it; it knows those that have ended
 */
record SweepStart(
    List<PlannedTrial> trials,
    List<PlannedTrial> open,
    Optional<Growth> growth,
    Optional<EarlyStopper> stopper) {

  /**
   * Takes up a sweep where earlier runs have left it.
   *
   * @param ended its trials that have ended, in that order
   */
  static SweepStart of(SweepSpec sweep, Map<TrialId, TrialRecord> ended, SeedRule seeds) {
    Optional<Growth> growth =
        SweepGrowth.of(
            sweep, seeds, id -> Optional.ofNullable(ended.get(id)).map(TrialRecord::outcome));
    List<PlannedTrial> trials = growth.map(Growth::trials).orElse(sweep.trials());
    List<PlannedTrial> open =
        trials.stream().filter(trial -> !ended.containsKey(trial.id())).toList();
    Optional<EarlyStopper> stopper =
        sweep.procedure().earlyStopping().map(rule -> new EarlyStopper(rule, trials, sweep::side));
    stopper.ifPresent(deciding -> takeIn(deciding, trials, ended));
    return new SweepStart(trials, open, growth, stopper);
  }

  private static void takeIn(
      EarlyStopper stopper, List<PlannedTrial> trials, Map<TrialId, TrialRecord> ended) {
    Map<TrialId, PlannedTrial> known = new HashMap<>();
    trials.forEach(trial -> known.put(trial.id(), trial));
    for (TrialRecord record : ended.values()) {
      if (known.containsKey(record.id())) {
        stopper.endedBefore(known.get(record.id()), record.outcome());
      }
    }
  }

  int endedBefore() {
    return trials.size() - open.size();
  }

  /** Returns how many trials there will be, as far as that is known. */
  int expected() {
    return trials.size() + toCome();
  }

  private int toCome() {
    return growth.map(Growth::toCome).orElse(0);
  }

  Scheduler scheduler(SchedulePolicy policy) {
    Scheduler scheduler = new Scheduler(open, endedBefore(), policy, stopper);
    scheduler.expect(toCome());
    return scheduler;
  }
}
