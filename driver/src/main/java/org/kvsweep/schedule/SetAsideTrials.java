package org.kvsweep.schedule;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.kvsweep.schedule.halving.EarlyStopper;
import org.kvsweep.schedule.halving.EarlyStopper.Standing;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;

/** The trials that were set aside at a rung, until it is decided what becomes of them. */
final class SetAsideTrials {
  private final Optional<EarlyStopper> stopper;
  private final Map<TrialId, SetAside> aside = new HashMap<>();

  /**
   * A trial that waits.
   *
   * @param attempt its last attempt
   * @param outcome what it had come to
   * @param since when that attempt stopped
   */
  record SetAside(InFlightAttempt attempt, TrialOutcome.Stopped outcome, Instant since) {}

  /**
   * No trial waits.
   *
   * @param stopper decides; if empty, every trial goes on
   */
  SetAsideTrials(Optional<EarlyStopper> stopper) {
    this.stopper = stopper;
  }

  void evaluated(PlannedTrial trial, Collection<EpochMetrics> evaluations) {
    stopper.ifPresent(deciding -> deciding.evaluated(trial, evaluations));
  }

  /** Returns the state of a trial that has done so many steps. */
  Standing standing(PlannedTrial trial, long steps) {
    return stopper.map(deciding -> deciding.standing(trial, steps)).orElse(Standing.GOES_ON);
  }

  /** Returns the outcome of an attempt at a trial that is stopped. */
  TrialOutcome stopped(PlannedTrial trial, TrialOutcome.Stopped outcome) {
    return stopper.orElseThrow().stop(trial).outcome(outcome.run());
  }

  /** Takes in that a trial is over, and returns the outcome with all that is known of it. */
  TrialOutcome over(PlannedTrial trial, TrialOutcome outcome) {
    return stopper.map(deciding -> deciding.ended(trial, outcome)).orElse(outcome);
  }

  void add(SetAside trial) {
    aside.put(trial.attempt().trial().id(), trial);
  }

  /** Takes out the trials that wait no longer, as they were decided on since the last call. */
  List<SetAside> decided() {
    List<SetAside> decided = new ArrayList<>();
    for (TrialId id : stopper.map(EarlyStopper::decided).orElse(List.of())) {
      SetAside trial = aside.get(id);
      if (trial != null && standing(trial) != Standing.WAITS) {
        aside.remove(id);
        decided.add(trial);
      }
    }
    return decided;
  }

  Standing standing(SetAside trial) {
    return standing(trial.attempt().trial(), trial.outcome().run().steps());
  }

  /** Seconds that those of them that go on are likely to take yet; empty if it can't be told. */
  OptionalDouble seconds(CostModel costs) {
    double sum = 0;
    for (SetAside trial : aside.values()) {
      double flops =
          trial.attempt().history().expectedFlops()
              * stopper.orElseThrow().goingOn(trial.attempt().trial());
      OptionalDouble seconds = costs.seconds(trial.attempt().history().family(), flops);
      if (seconds.isEmpty()) {
        return seconds;
      }
      sum += seconds.getAsDouble();
    }
    return OptionalDouble.of(sum);
  }

  Set<TrialId> trials() {
    return Set.copyOf(aside.keySet());
  }

  /**
   * Decides the lowest rung; to be called when nothing runs and nothing is going to.
   *
   * @throws IllegalStateException if a trial waits all the same, which would be for ever
   */
  void checkNobodyIsLeft() {
    if (!aside.isEmpty()) {
      throw new IllegalStateException(
          "Cannot go on: nothing runs any more that the decisions on %s could wait for"
              .formatted(aside.keySet()));
    }
  }
}
