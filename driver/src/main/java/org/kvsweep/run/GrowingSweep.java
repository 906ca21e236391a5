package org.kvsweep.run;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.schedule.Growth;
import org.kvsweep.schedule.Scheduler;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;

/**
 * Adds trials to a running sweep as others end. What is added may have ended in an earlier run, as
 * when one result was removed of a sweep that had come to its end: then its record counts, and adds
 * trials in its turn.
 */
final class GrowingSweep {
  private final Growth growth;
  private final Map<TrialId, TrialRecord> before;
  private final Scheduler scheduler;
  private final SweepListener listener;

  /**
   * A sweep that grows.
   *
   * @param before the trials that ended in earlier runs and are not trained again
   */
  GrowingSweep(
      Growth growth,
      Map<TrialId, TrialRecord> before,
      Scheduler scheduler,
      SweepListener listener) {
    this.growth = growth;
    this.before = before;
    this.scheduler = scheduler;
    this.listener = listener;
  }

  /** Adds the trials that the end of one adds. */
  void ended(PlannedTrial trial, TrialOutcome outcome) {
    SweepSummary was = scheduler.summary();
    Queue<PlannedTrial> known = new ArrayDeque<>(add(growth.ended(trial, outcome)));
    while (!known.isEmpty()) {
      PlannedTrial next = known.remove();
      known.addAll(add(growth.ended(next, before.get(next.id()).outcome())));
    }
    scheduler.expect(growth.toCome());
    tell(was, scheduler.summary());
  }

  /** Adds trials, and returns those of them that have ended before. */
  private List<PlannedTrial> add(List<PlannedTrial> added) {
    scheduler.add(added, id -> Optional.ofNullable(before.get(id)).map(TrialRecord::outcome));
    return added.stream().filter(trial -> before.containsKey(trial.id())).toList();
  }

  private void tell(SweepSummary was, SweepSummary now) {
    if (now.trials() != was.trials()) {
      listener.sweepGrew(now.trials());
    }
    if (now.endedBefore() != was.endedBefore()) {
      listener.moreEndedBefore(now.endedBefore() - was.endedBefore());
    }
  }
}
