package org.kvsweep.schedule;

import java.time.Duration;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;

/** Hears what happens in a running sweep. Called from one thread at a time; shall be quick. */
public interface SweepListener {

  /**
   * The sweep begins.
   *
   * @param trials in the sweep, with those that are sure to be added
   * @param endedBefore of them, in the results folder already
   * @param slots how many can run side by side
   */
  default void sweepStarted(int trials, int endedBefore, int slots) {}

  /**
   * The sweep has got more trials than were expected, because cells are undecided, or fewer,
   * because no settings of a side could be confirmed.
   *
   * @param trials in the sweep, all together
   */
  default void sweepGrew(int trials) {}

  /**
   * Trials that were expected, or have just been added, are in the results folder already.
   *
   * @param more of them than before
   */
  default void moreEndedBefore(int more) {}

  /** A trial begins on a place such as {@code executor 2 on node7}; attempts count from 1. */
  default void trialStarted(PlannedTrial trial, int attempt, String place) {}

  default void trialProgressed(PlannedTrial trial, TrialProgress progress) {}

  /** A running trial was evaluated; a trial that goes on from a checkpoint tells it again. */
  default void trialEvaluated(PlannedTrial trial, EpochMetrics metrics) {}

  /** A trial has ended and stands in the results folder. */
  default void trialEnded(PlannedTrial trial, TrialOutcome outcome) {}

  /** An attempt was given up and the trial will be tried again. */
  default void trialRetried(PlannedTrial trial, int nextAttempt, String reason) {}

  /** A trial was cancelled from outside and is left to the next run of the sweep. */
  default void trialLeftOpen(PlannedTrial trial, String reason) {}

  /**
   * A trial has got to where it is decided whether it goes on, and waits for the trials that it is
   * compared with. It ends or starts again later.
   */
  default void trialSetAside(PlannedTrial trial) {}

  /** The sweep will take about that much longer; told every now and then, once it can be known. */
  default void timeLeftEstimated(Duration left) {}

  /**
   * Hears that another process has asked the sweep to stop.
   *
   * @param grace how long running trials may take to save their state
   */
  default void stopAsked(Duration grace) {}

  /**
   * Hears that as many trials have failed as the run tolerates, so that those that run have to
   * stop.
   *
   * @param grace how long they may take to save their state
   */
  default void failureLimitReached(Duration grace) {}

  /** Hears everything first, and lets that listener hear it then. */
  default SweepListener then(SweepListener next) {
    return new ListenersInTurn(this, next);
  }
}
