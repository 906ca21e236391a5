package org.kvsweep.run;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.run.wire.Place;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.schedule.AttemptVerdict;
import org.kvsweep.schedule.Scheduler;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the begin and the end of an attempt mean: asks the scheduler, starts what comes
 * next, then records and tells. Used by the thread of the run.
 */
final class AttemptEnds {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptEnds.class);

  private final Scheduler scheduler;
  private final SubmittedAttempts attempts;
  private final DoubtfulExecutors doubtful;
  private final OutcomeRecorder recorder;
  private final Optional<GrowingSweep> growing;
  private final SweepListener listener;
  private final InstantSource clock;
  private final Departures departures = new Departures();

  AttemptEnds(
      Scheduler scheduler,
      SubmittedAttempts attempts,
      DoubtfulExecutors doubtful,
      OutcomeRecorder recorder,
      Optional<GrowingSweep> growing,
      SweepListener listener,
      InstantSource clock) {
    this.scheduler = scheduler;
    this.attempts = attempts;
    this.doubtful = doubtful;
    this.recorder = recorder;
    this.growing = growing;
    this.listener = listener;
    this.clock = clock;
  }

  /** Submits what the scheduler starts next. */
  void launch() {
    scheduler.launch(clock.instant()).forEach(attempts::submit);
    if (!scheduler.stopping()) {
      attempts.startKept();
    }
  }

  /** Takes in that an attempt runs since then, at that place. */
  void began(AttemptId id, Place place, long task, Instant since) {
    if (scheduler.started(id, since)) {
      SubmittedAttempt attempt = attempts.find(id).orElseThrow();
      attempt.began(place, task);
      listener.trialStarted(attempt.attempt().trial(), id.number(), place.toString());
    }
  }

  /** Takes the report with which the job of an attempt came back. */
  void returned(TrialReport report) throws IOException {
    follow(verdict(report), report);
  }

  /** Takes the report of an attempt whose task begins another. */
  void handedIn(SweepEvent.HandedIn handed) throws IOException {
    long task =
        attempts.find(handed.ended()).map(SubmittedAttempt::task).orElse(SubmittedAttempt.NO_TASK);
    TrialReport report = handed.report().get();
    AttemptVerdict verdict = verdict(report);
    Instant now = clock.instant(); // what follows writes results
    follow(verdict, report);
    began(handed.next(), report.place(), task, now);
  }

  /** Takes in that an attempt has ended of which no report comes. */
  void unreported(SweepEvent.Unreported event) throws IOException {
    Optional<Place> known =
        attempts.find(event.id()).filter(SubmittedAttempt::running).map(SubmittedAttempt::place);
    Place place = known.or(event::place).orElse(SubmittedAttempt.NOWHERE);
    ended(event.id(), event.outcome(), place);
  }

  /** Takes in why an executor is gone, which attempts that left it in time did not know. */
  void executorRemoved(SweepEvent.ExecutorRemoved event) throws IOException {
    for (Departures.Left left : departures.removed(event.executor(), event.why())) {
      Optional<AttemptVerdict> verdict =
          scheduler.outOfMemory(left.id(), event.why(), clock.instant());
      if (verdict.isPresent()) {
        AttemptId last = attempts.at(left.id().trial()).map(SubmittedAttempt::id).orElse(left.id());
        follow(verdict.get(), unheard(last, event.why(), left.place()));
        attempts.cancel(last);
      }
    }
  }

  /** Ends an attempt now with this outcome, whatever may still come from it. */
  void giveUp(AttemptId id, TrialOutcome outcome) throws IOException {
    ended(id, outcome, attempts.place(id));
    attempts.cancel(id);
  }

  /** Takes back the attempts that wait for an executor that is gone, and tries them again. */
  void takeBackMisfits() throws IOException {
    for (AttemptId id : attempts.misfits()) {
      TrialOutcome.Stopped outcome =
          new TrialOutcome.Stopped(TrialRun.none(), "it fits no executor any more");
      attempts.cancel(id);
      follow(
          scheduler.displaced(id, outcome, clock.instant()),
          unheard(id, outcome, SubmittedAttempt.NOWHERE));
    }
  }

  /** Carries out what has been decided on trials that were set aside. */
  void settle() throws IOException {
    for (AttemptVerdict.Over over : scheduler.settled(clock.instant())) {
      launch(); // before anything is written
      recorder.overAside(over, () -> tell(over));
    }
  }

  private AttemptVerdict verdict(TrialReport report) {
    AttemptId id = report.id();
    Optional<SubmittedAttempt> attempt = attempts.find(id);
    Instant now = clock.instant();
    boolean leaving = report.halt() == TrialReport.Halt.LEAVING;
    if (attempt.isPresent() && !attempt.get().running()) {
      // Its word that it begins was overtaken, or lost.
      began(id, report.place(), SubmittedAttempt.NO_TASK, now);
    }
    boolean displaced = leaving || attempt.map(SubmittedAttempt::displaced).orElse(false);
    return report
        .outcome()
        .match(
            completed -> {
              doubtful.prove(report.place());
              return scheduler.ended(id, completed, now);
            },
            stopped -> stopped(report, stopped, displaced, now),
            diverged -> scheduler.ended(id, diverged, now),
            // Files and connections are closed under it where a process ends.
            failed ->
                leaving
                    ? left(report, new TrialOutcome.Stopped(failed.run(), failed.message()), now)
                    : failed(id, failed, report.place(), now));
  }

  /** The verdict on a failure, which may be one of the executor. */
  private AttemptVerdict failed(
      AttemptId id, TrialOutcome.Failed failed, Place place, Instant now) {
    boolean ahead =
        attempts
            .find(id)
            .filter(attempt -> !attempt.stepped() && attempt.attempt().trial().workers() == 1)
            .isPresent();
    return ahead && doubtful.blame(id.trial(), place, failed)
        ? scheduler.failedByExecutor(id, failed, place.toString(), now)
        : scheduler.ended(id, failed, now);
  }

  /** The verdict on an attempt whose executor is taken away, or was out of memory. */
  private AttemptVerdict left(TrialReport report, TrialOutcome.Stopped outcome, Instant now) {
    Optional<TrialOutcome.Failed> why = departures.left(report);
    return why.isPresent()
        ? scheduler.ended(report.id(), why.get(), now)
        : scheduler.displaced(report.id(), outcome, now);
  }

  private AttemptVerdict stopped(
      TrialReport report, TrialOutcome.Stopped outcome, boolean displaced, Instant now) {
    if (report.halt() == TrialReport.Halt.AT_RUNG) {
      return scheduler.setAside(report.id(), outcome, now);
    }
    return displaced ? left(report, outcome, now) : scheduler.ended(report.id(), outcome, now);
  }

  private void ended(AttemptId id, TrialOutcome outcome, Place place) throws IOException {
    Instant now = clock.instant();
    AttemptVerdict verdict =
        outcome
            .failure()
            .map(failed -> failed(id, failed, place, now))
            .orElseGet(() -> scheduler.ended(id, outcome, now));
    follow(verdict, unheard(id, outcome, place));
  }

  /** What stands for the report of an attempt that gave none. */
  private static TrialReport unheard(AttemptId id, TrialOutcome outcome, Place place) {
    return new TrialReport(id, outcome, place, TrainedModel.NONE, TrialReport.Halt.NONE);
  }

  private void follow(AttemptVerdict verdict, TrialReport report) throws IOException {
    attempts.close(report.id());
    verdict
        .took()
        .ifPresent(took -> scheduler.trialsAreShort(took.compareTo(TrialOrder.TAKES_ON) < 0));
    launch(); // before anything is written, so that no slot waits for a disk
    verdict.to(new Followed(report));
  }

  /** Carries out a verdict on the attempt of this report. */
  private final class Followed implements AttemptVerdict.Handler {
    private final TrialReport report;

    Followed(TrialReport report) {
      this.report = report;
    }

    @Override
    public void over(AttemptVerdict.Over over) throws IOException {
      recorder.over(over, report, () -> tell(over));
    }

    @Override
    public void setAside(AttemptVerdict.SetAside setAside) {
      recorder.setAside(report.id().trial(), report);
      listener.trialSetAside(setAside.attempt().trial());
    }

    @Override
    public void again(AttemptVerdict.Again again) {
      if (report.outcome() instanceof TrialOutcome.Failed failed) { // no file will have these
        LOG.info(
            "Attempt {} at {} failed: {}\n{}",
            report.id(),
            report.place(),
            failed.message(),
            failed.details());
      }
      listener.trialRetried(again.attempt().trial(), again.nextAttempt(), again.reason());
    }

    @Override
    public void leftOpen(AttemptVerdict.LeftOpen left) {
      if (!scheduler.stopping()) {
        listener.trialLeftOpen(left.attempt().trial(), left.reason());
      }
    }

    @Override
    public void late(AttemptVerdict.Late late) {
      LOG.debug("Attempt {} at {} had been given up", late.id(), report.place());
    }
  }

  private void tell(AttemptVerdict.Over over) {
    PlannedTrial trial = over.attempt().trial();
    listener.trialEnded(trial, over.outcome());
    growing.ifPresent(sweep -> sweep.ended(trial, over.outcome()));
  }
}
