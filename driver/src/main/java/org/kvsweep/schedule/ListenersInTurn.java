package org.kvsweep.schedule;

import java.time.Duration;
import java.util.function.Consumer;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.EpochMetrics;
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
    both(listener -> listener.sweepStarted(trials, endedBefore, slots));
  }

  @Override
  public void sweepGrew(int trials) {
    both(listener -> listener.sweepGrew(trials));
  }

  @Override
  public void moreEndedBefore(int more) {
    both(listener -> listener.moreEndedBefore(more));
  }

  @Override
  public void trialStarted(PlannedTrial trial, int attempt, String place) {
    both(listener -> listener.trialStarted(trial, attempt, place));
  }

  @Override
  public void trialProgressed(PlannedTrial trial, TrialProgress progress) {
    both(listener -> listener.trialProgressed(trial, progress));
  }

  @Override
  public void trialEvaluated(PlannedTrial trial, EpochMetrics metrics) {
    both(listener -> listener.trialEvaluated(trial, metrics));
  }

  @Override
  public void trialEnded(PlannedTrial trial, TrialOutcome outcome) {
    both(listener -> listener.trialEnded(trial, outcome));
  }

  @Override
  public void trialRetried(PlannedTrial trial, int nextAttempt, String reason) {
    both(listener -> listener.trialRetried(trial, nextAttempt, reason));
  }

  @Override
  public void trialLeftOpen(PlannedTrial trial, String reason) {
    both(listener -> listener.trialLeftOpen(trial, reason));
  }

  @Override
  public void trialSetAside(PlannedTrial trial) {
    both(listener -> listener.trialSetAside(trial));
  }

  @Override
  public void stopAsked(Duration grace) {
    both(listener -> listener.stopAsked(grace));
  }

  @Override
  public void failureLimitReached(Duration grace) {
    both(listener -> listener.failureLimitReached(grace));
  }

  @Override
  public void timeLeftEstimated(Duration left) {
    both(listener -> listener.timeLeftEstimated(left));
  }

  private void both(Consumer<SweepListener> event) {
    event.accept(first);
    event.accept(second);
  }
}
