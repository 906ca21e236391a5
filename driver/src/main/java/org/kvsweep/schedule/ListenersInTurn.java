package org.kvsweep.schedule;

import java.time.Duration;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;

/** Two listeners that hear the same, one after the other. */
final class ListenersInTurn implements SweepListener {
  private final SweepListener first;
  private final SweepListener second;

  ListenersInTurn(SweepListener first, SweepListener second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public void sweepStarted(int trials, int endedBefore, int slots) {
    first.sweepStarted(trials, endedBefore, slots);
    second.sweepStarted(trials, endedBefore, slots);
  }

  @Override
  public void sweepGrew(int trials) {
    first.sweepGrew(trials);
    second.sweepGrew(trials);
  }

  @Override
  public void trialStarted(PlannedTrial trial, int attempt, String place) {
    first.trialStarted(trial, attempt, place);
    second.trialStarted(trial, attempt, place);
  }

  @Override
  public void trialProgressed(PlannedTrial trial, TrialProgress progress) {
    first.trialProgressed(trial, progress);
    second.trialProgressed(trial, progress);
  }

  @Override
  public void trialEnded(PlannedTrial trial, TrialOutcome outcome) {
    first.trialEnded(trial, outcome);
    second.trialEnded(trial, outcome);
  }

  @Override
  public void trialRetried(PlannedTrial trial, int nextAttempt, String reason) {
    first.trialRetried(trial, nextAttempt, reason);
    second.trialRetried(trial, nextAttempt, reason);
  }

  @Override
  public void trialSetAside(PlannedTrial trial) {
    first.trialSetAside(trial);
    second.trialSetAside(trial);
  }

  @Override
  public void timeLeftEstimated(Duration left) {
    first.timeLeftEstimated(left);
    second.timeLeftEstimated(left);
  }
}
