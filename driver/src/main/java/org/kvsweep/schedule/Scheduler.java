package org.kvsweep.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.schedule.halving.EarlyStopper;
import org.kvsweep.schedule.halving.EarlyStopper.Standing;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialContext.Answer;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;

/**
 * Decides which trial starts next, whether a failed one gets another attempt, and when the sweep is
 * over. Fed with what happens and when; does nothing by itself.
 *
 * <p>One attempt more than there are slots is in flight, so that a slot that falls free has its
 * next trial at once; more where {@link #trialsAreShort}. Every trial ends at most once: what is
 * heard of an attempt that has ended or was given up is {@link AttemptVerdict.Late}.
 */
public final class Scheduler {
  private final SchedulePolicy policy;
  private final CostModel costs = new CostModel();
  private final StartOrder waiting;
  private final InFlightAttempts flights = new InFlightAttempts();
  private final PausedTrials aside;
  private final Tally tally;
  private SweepEnd end = SweepEnd.ALL_TRIALS_ENDED;
  private boolean leaving;
  private boolean someLeftOpen;

  /**
   * A sweep that has these trials left.
   *
   * @param open in the order of the sweep file
   * @param endedBefore trials of the sweep that are not among them
   * @param proven the variants that need no canary, because a trial of theirs has completed
   * @param stopper of trials that do badly, which knows those that have ended; empty to let every
   *     trial use its budget
   */
  public Scheduler(
      List<PlannedTrial> open,
      int endedBefore,
      Set<AttentionVariant> proven,
      SchedulePolicy policy,
      Optional<EarlyStopper> stopper) {
    this.policy = policy;
    this.waiting = new StartOrder(policy.canary(), proven, costs, stopper);
    this.aside = new PausedTrials(stopper);
    this.tally = new Tally(endedBefore);
    open.forEach(waiting::enterFirst);
    open.forEach(trial -> tally.opened());
  }

  /** Takes in trials that the sweep has got in addition. */
  public void add(List<PlannedTrial> more) {
    more.forEach(waiting::enterLater);
    more.forEach(trial -> tally.opened());
  }

  /** Takes in how many slots a trial takes, which is one for each of its workers if nobody says. */
  public void widths(ToIntFunction<PlannedTrial> slotsOfTrials) {
    flights.widths(slotsOfTrials);
  }

  /** Takes in how many trials can run side by side from now on. */
  public void slots(Slots now) {
    flights.slots(now);
    tally.slots(now.total());
  }

  /**
   * Takes in whether trials are so short that a task takes on one after the other: then each slot
   * has another attempt waiting for it.
   */
  public void trialsAreShort(boolean so) {
    flights.ahead(so ? 1 + flights.slots().total() : 1);
  }

  /** What is to be submitted now, in this order. */
  public List<Attempt> launch(Instant now) {
    List<Attempt> launched = new ArrayList<>();
    Optional<TrialHistory> next = next();
    while (next.isPresent()) {
      TrialHistory history = next.get();
      waiting.remove(history);
      Attempt attempt = history.nextAttempt();
      flights.add(new InFlightAttempt(attempt, history, now));
      tally.launched(now);
      launched.add(attempt);
      next = next();
    }
    return launched;
  }

  private Optional<TrialHistory> next() {
    return stopping() ? Optional.empty() : waiting.next().filter(flights::haveRoomFor);
  }

  /** An attempt has begun to run. False if it was given up and shall do nothing. */
  public boolean started(AttemptId id, Instant now) {
    InFlightAttempt flight = flights.get(id);
    if (flight != null) {
      flight.start(now);
    }
    return flight != null;
  }

  /** An attempt is that far; says how it is to go on. */
  public Answer progressed(AttemptId id, TrialProgress progress, Instant now) {
    InFlightAttempt flight = flights.get(id);
    if (flight == null) {
      return Answer.STOP;
    }
    flight.progress(progress, now, costs);
    return stopping() ? Answer.STOP : Answer.CONTINUE;
  }

  /**
   * An attempt has been evaluated; says whether it is to go on from there. Where that depends on
   * other trials, it is to stop too, see {@link #setAside}.
   */
  public Answer evaluated(AttemptId id, EpochMetrics metrics) {
    InFlightAttempt flight = flights.get(id);
    if (flight == null) {
      return Answer.STOP;
    }
    aside.evaluated(flight.trial(), List.of(metrics));
    Standing standing = aside.standing(flight.trial(), metrics.step());
    return standing == Standing.GOES_ON && !stopping() ? Answer.CONTINUE : Answer.STOP;
  }

  /**
   * An attempt has ended, or is given up with this outcome. Stopped by whatever it was, its trial
   * has not ended and is left to the next run: early stopping alone stops a trial for good. While
   * the driver itself is about to end, a failure says nothing of the trial either.
   */
  public AttemptVerdict ended(AttemptId id, TrialOutcome outcome, Instant now) {
    InFlightAttempt flight = land(id, outcome, now);
    if (flight == null) {
      return new AttemptVerdict.Late(id);
    }
    if (outcome instanceof TrialOutcome.Failed failed) {
      return afterFailure(flight, failed, now);
    }
    if (outcome instanceof TrialOutcome.Stopped stopped) {
      return leftOpen(flight, stopped.reason());
    }
    waiting.proven(flight.history());
    return over(flight, outcome, now);
  }

  /**
   * An attempt has stopped because its machine is taken away, which is nobody's fault and counts
   * against no limit: its trial goes on elsewhere.
   */
  public AttemptVerdict displaced(AttemptId id, TrialOutcome.Stopped outcome, Instant now) {
    InFlightAttempt flight = land(id, outcome, now);
    if (flight == null) {
      return new AttemptVerdict.Late(id);
    }
    if (standing(flight, outcome) != Standing.GOES_ON || stopping()) {
      return atRung(flight, outcome, now);
    }
    waiting.add(flight.history());
    return new AttemptVerdict.Again(
        flight.attempt(), flight.history().attempts() + 1, "its executor goes away");
  }

  /**
   * An attempt has stopped at a rung, because it did not hear there that its trial goes on. That is
   * no failure; its trial is stopped for good, waits for others, or goes on after all.
   */
  public AttemptVerdict setAside(AttemptId id, TrialOutcome.Stopped outcome, Instant now) {
    InFlightAttempt flight = land(id, outcome, now);
    return flight == null ? new AttemptVerdict.Late(id) : atRung(flight, outcome, now);
  }

  private InFlightAttempt land(AttemptId id, TrialOutcome outcome, Instant now) {
    InFlightAttempt flight = flights.remove(id);
    if (flight != null) {
      flight.measure(outcome.run().steps(), now, costs);
      // The last evaluations may be on their way still, or lost.
      aside.evaluated(flight.trial(), outcome.run().metrics());
    }
    return flight;
  }

  private Standing standing(InFlightAttempt flight, TrialOutcome outcome) {
    return aside.standing(flight.trial(), outcome.run().steps());
  }

  private AttemptVerdict atRung(InFlightAttempt flight, TrialOutcome.Stopped outcome, Instant now) {
    Standing standing = standing(flight, outcome);
    if (standing == Standing.STOPPED) {
      waiting.proven(flight.history());
      return over(flight, aside.stopped(flight.trial(), outcome), now);
    }
    if (stopping()) {
      return leftOpen(flight, outcome.reason());
    }
    waiting.proven(flight.history());
    Duration took = Duration.between(flight.begin(), now);
    flight.history().setAside(outcome.run().steps(), took);
    tally.setAside(took, flights.width(flight.trial()), now);
    if (standing == Standing.WAITS) {
      aside.add(new PausedTrials.SetAside(flight, outcome, now));
    } else {
      waiting.add(flight.history());
    }
    return new AttemptVerdict.SetAside(flight.attempt());
  }

  /**
   * Takes in what has been decided on trials that were set aside: those that go on wait for a slot
   * again, and those that don't are over and returned. To be called after each event.
   */
  public List<AttemptVerdict.Over> settled(Instant now) {
    List<AttemptVerdict.Over> over = new ArrayList<>();
    List<PausedTrials.SetAside> decided = aside.decided();
    while (!decided.isEmpty()) {
      for (PausedTrials.SetAside trial : decided) {
        if (aside.standing(trial) == Standing.STOPPED) {
          over.add(overSince(trial, now));
        } else {
          waiting.add(trial.flight().history());
        }
      }
      decided = aside.decided(); // by the ends that this made
    }
    return over;
  }

  private AttemptVerdict.Over overSince(PausedTrials.SetAside trial, Instant now) {
    InFlightAttempt flight = trial.flight();
    TrialOutcome outcome = aside.stopped(flight.trial(), trial.outcome());
    aside.over(flight.trial(), outcome);
    int width = flights.width(flight.trial());
    tally.over(outcome, Duration.ZERO, flight.history().timeBefore(), width, now);
    return new AttemptVerdict.Over(flight.attempt(), outcome, flight.begin(), trial.since());
  }

  private AttemptVerdict afterFailure(
      InFlightAttempt flight, TrialOutcome.Failed failed, Instant now) {
    TrialHistory history = flight.history();
    boolean retry = history.retryAfter(failed.kind(), policy.retries());
    if (leaving || (retry && stopping())) {
      return leftOpen(flight, failed.message());
    }
    if (retry) {
      waiting.add(history);
      return new AttemptVerdict.Again(
          flight.attempt(),
          history.attempts() + 1,
          failed.kind().label() + ": " + failed.message());
    }
    if (history.canary()) {
      waiting.proven(history);
      stop(SweepEnd.CANARY_FAILED);
    }
    AttemptVerdict verdict = over(flight, failed, now);
    if (tally.failed() >= policy.maxFailures()) {
      stop(SweepEnd.TOO_MANY_FAILURES);
    }
    return verdict;
  }

  private AttemptVerdict leftOpen(InFlightAttempt flight, String reason) {
    someLeftOpen = true;
    // The rest of the sweep would wait for ever.
    waiting.proven(flight.history());
    return new AttemptVerdict.LeftOpen(flight.attempt(), reason);
  }

  private AttemptVerdict over(InFlightAttempt flight, TrialOutcome outcome, Instant now) {
    Duration took = Duration.between(flight.begin(), now);
    Duration whole = took.plus(flight.history().timeBefore());
    tally.over(outcome, took, whole, flights.width(flight.trial()), now);
    TrialOutcome known = aside.over(flight.trial(), outcome);
    return new AttemptVerdict.Over(flight.attempt(), known, flight.begin(), now);
  }

  /**
   * The attempts that hang, each told of once. To be called every few seconds. To give one up, call
   * {@link #ended} with {@code HANG}.
   */
  public List<Silence> hanging(Instant now) {
    return flights.hanging(now, policy.hangs());
  }

  /** Starts nothing more; what runs is told to stop, and is left to the next run of the sweep. */
  public void stop() {
    stop(SweepEnd.STOPPED);
  }

  /** Stops for this reason, if it has not been stopped for another. */
  public void stop(SweepEnd reason) {
    if (!stopping()) {
      end = reason;
    }
    leaving |= reason == SweepEnd.STOPPED || reason == SweepEnd.SPARK_ENDED;
  }

  public boolean stopping() {
    return end != SweepEnd.ALL_TRIALS_ENDED;
  }

  /** True once nothing is in flight and nothing will be. */
  public boolean finished() {
    if (!flights.isEmpty() || stopping()) {
      return flights.isEmpty();
    }
    if (waiting.isEmpty() && !someLeftOpen) {
      aside.checkNobodyIsLeft(); // else they wait for those that were left open
    }
    return waiting.isEmpty();
  }

  /** Time until the sweep ends at the pace so far; empty before the first measurement. */
  public Optional<Duration> timeLeft(Instant now) {
    OptionalDouble queued = waiting.seconds();
    OptionalDouble waits = aside.seconds(costs);
    OptionalDouble seconds =
        queued.isEmpty() || waits.isEmpty()
            ? OptionalDouble.empty()
            : flights.secondsWith(queued.getAsDouble() + waits.getAsDouble(), now, costs);
    return seconds.stream()
        .mapToObj(known -> Duration.ofMillis(Math.round(known * 1000)))
        .findFirst();
  }

  /** The trials that are set aside now. */
  public Set<TrialId> waiting() {
    return aside.trials();
  }

  /** What the sweep has come to so far. */
  public SweepSummary summary() {
    return tally.summary(end);
  }
}
