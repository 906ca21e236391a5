package org.kvsweep.schedule;

import java.util.EnumMap;
import java.util.Map;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.FailureKind;

/** What has happened to one trial in this run of the sweep. */
final class TrialHistory {
  private final PlannedTrial trial;
  private final int position;
  private final boolean canary;
  private final Map<FailureKind, Integer> failures = new EnumMap<>(FailureKind.class);
  private int attempts;
  private Attempt.Room room = Attempt.Room.SHARED;

  /** A trial, its position in the sweep file, and whether the rest waits for it. */
  TrialHistory(PlannedTrial trial, int position, boolean canary) {
    this.trial = trial;
    this.position = position;
    this.canary = canary;
  }

  PlannedTrial trial() {
    return trial;
  }

  int position() {
    return position;
  }

  boolean canary() {
    return canary;
  }

  double flops() {
    return trial.cost().trainingFlops();
  }

  double budgetSeconds() {
    return trial.budgetSeconds();
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
