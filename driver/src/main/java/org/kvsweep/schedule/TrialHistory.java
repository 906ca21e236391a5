package org.kvsweep.schedule;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.schedule.halving.EarlyStopper;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.FailureKind;

/** The history of one trial in this run of the sweep. */
final class TrialHistory {
  private final PlannedTrial trial;
  private final int position;
  private final Optional<EarlyStopper> stopper;
  private final CostModel.Family family;
  private final double budgetSeconds;
  private final Map<FailureKind, Integer> failures = new EnumMap<>(FailureKind.class);
  private int attempts;
  private long stepsBefore;
  private Duration timeBefore = Duration.ZERO;
  private Attempt.Room room = Attempt.Room.SHARED;

  /**
   * A trial that has not started.
   *
   * @param position in the sweep file
   * @param stopper that may stop it early
   */
  TrialHistory(PlannedTrial trial, int position, Optional<EarlyStopper> stopper) {
    this.stopper = stopper;
    this.trial = trial;
    this.position = position;
    this.family = CostModel.Family.of(trial.spec());
    this.budgetSeconds = trial.budgetSeconds();
  }

  PlannedTrial trial() {
    return trial;
  }

  int position() {
    return position;
  }

  /**
   * Takes in that the trial was set aside.
   *
   * @param steps that it has done
   * @param took how long it ran for that since it was set aside last
   */
  void setAside(long steps, Duration took) {
    stepsBefore = steps;
    timeBefore = timeBefore.plus(took);
  }

  /** Returns how long it ran before it was set aside. */
  Duration timeBefore() {
    return timeBefore;
  }

  /** Floating-point operations from where it was set aside to the end of its budget. */
  double flops() {
    return trial.cost().trainingFlops() - (double) trial.cost().stepFlops() * stepsBefore;
  }

  /**
   * Returns how many of {@link #flops} the trial is likely to do, since it may be stopped early.
   */
  double expectedFlops() {
    return expectedFlops(stepsBefore);
  }

  /** Floating-point operations that a trial is likely to do yet which has done so many steps. */
  double expectedFlops(long steps) {
    double whole = trial.cost().trainingFlops();
    return stopper.isPresent() && whole > 0
        ? whole * stopper.get().expectedShare(trial, steps)
        : whole - (double) trial.cost().stepFlops() * steps;
  }

  /** Returns the family in which its operations are measured. */
  CostModel.Family family() {
    return family;
  }

  double budgetSeconds() {
    return budgetSeconds;
  }

  int attempts() {
    return attempts;
  }

  Attempt.Room room() {
    return room;
  }

  Attempt nextAttempt() {
    attempts++;
    return new Attempt(trial, attempts, room);
  }

  /** Takes in a failure; true if the policy allows another attempt. */
  boolean retryAfter(FailureKind kind, RetryPolicy policy) {
    // Workers that train together have as much memory between them as there is.
    if (policy.roomAfter(kind) == Attempt.Room.ALONE && trial.workers() == 1) {
      room = Attempt.Room.ALONE;
    }
    return failures.merge(kind, 1, Integer::sum) <= policy.retries(kind);
  }
}
