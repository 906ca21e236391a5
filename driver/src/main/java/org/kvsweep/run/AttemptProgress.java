package org.kvsweep.run;

import java.time.InstantSource;
import java.util.Optional;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.schedule.Scheduler;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.schedule.halving.EarlyStopper;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialContext.Answer;
import org.kvsweep.trial.TrialProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the scheduler and the listener what attempts report while they run, and lets an attempt go
 * on or stop as the scheduler says. Used by the thread of the run.
 */
final class AttemptProgress {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptProgress.class);

  private final Scheduler scheduler;
  private final Optional<EarlyStopper> stopper;
  private final SubmittedAttempts attempts;
  private final DoubtfulExecutors doubtful;
  private final SweepListener listener;
  private final InstantSource clock;
  private boolean warned;

  /**
   * Takes reports of these attempts.
   *
   * @param stopper of trials, where the sweep wants it
   */
  AttemptProgress(
      Scheduler scheduler,
      Optional<EarlyStopper> stopper,
      SubmittedAttempts attempts,
      DoubtfulExecutors doubtful,
      SweepListener listener,
      InstantSource clock) {
    this.scheduler = scheduler;
    this.stopper = stopper;
    this.attempts = attempts;
    this.doubtful = doubtful;
    this.listener = listener;
    this.clock = clock;
  }

  /** Takes the newest report of an attempt, if that is still running and none has taken it yet. */
  void reported(AttemptId id) {
    Optional<SubmittedAttempt> attempt = attempts.find(id);
    Optional<TrialProgress> report = attempt.flatMap(running -> attempts.takeReport(id));
    if (report.isEmpty()) {
      return;
    }
    if (!report.get().beforeFirstStep() && !attempt.get().stepped()) {
      attempt.get().step();
      doubtful.prove(attempt.get().place());
    }
    if (scheduler.progressed(id, report.get(), clock.instant()) == Answer.STOP) {
      attempts.tellToStop(id);
    }
    listener.trialProgressed(attempt.get().attempt().trial(), report.get());
  }

  /** Takes what an attempt has measured at an evaluation. */
  void evaluated(AttemptId id, EpochMetrics metrics) {
    switch (scheduler.evaluated(id, metrics)) {
      case CONTINUE -> attempts.letPass(id, metrics.step());
      case STOP -> attempts.tellToStop(id);
    }
    attempts
        .find(id)
        .ifPresent(attempt -> listener.trialEvaluated(attempt.attempt().trial(), metrics));
    Optional<String> missing = stopper.flatMap(EarlyStopper::missingMetric);
    if (missing.isPresent() && !warned) {
      warned = true;
      LOG.warn(
          "Cannot stop trials early: expected them to measure {}, got {}",
          missing.get(),
          metrics.values().keySet());
    }
  }
}
