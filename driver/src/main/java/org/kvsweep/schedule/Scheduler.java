package org.kvsweep.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
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
 * over. Callers tell it what happens and when; it does nothing by itself.
 *
 * <p>One attempt more than there are slots is in flight, so that a free slot gets its next trial at
 * once; more if {@link #trialsAreShort}. Every trial ends at most once: messages about an attempt
 * that has ended or was given up are {@link AttemptVerdict.Late}.
 */
public final class Scheduler {
  private final SchedulePolicy policy;
  private final CostModel costs = new CostModel();
  private final StartOrder queue;
  private final InFlightAttempts inFlight = new InFlightAttempts();
  private final SetAsideTrials setAside;
  private final Tally tally;
  private final StopState stop = new StopState();
  private final Verdicts verdicts;
  private final Optional<EarlyStopper> stopper;

  /**
   * Makes a scheduler for these open trials.
   *
   * @param open in the order of the sweep file
   * @param endedBefore trials of the sweep that are not among them
   * @param stopper of trials that do badly, which knows those that have ended; empty to let every
   *     trial use its budget
   */
  public Scheduler(
      List<PlannedTrial> open,
      int endedBefore,
      SchedulePolicy policy,
      Optional<EarlyStopper> stopper) {
    this.policy = policy;
    this.stopper = stopper;
    this.queue = new StartOrder(costs, stopper);
    this.setAside = new SetAsideTrials(stopper);
    this.tally = new Tally(endedBefore);
    this.verdicts = new Verdicts(policy, costs, queue, inFlight, setAside, tally, stop);
    open.forEach(this::addOpen);
  }

  /**
   * Adds trials to the sweep, of which only those that have not ended are trained.
   *
   * @param ended how a trial has ended in an earlier run; empty if it has not
   */
  public void add(List<PlannedTrial> more, Function<TrialId, Optional<TrialOutcome>> ended) {
    stopper.ifPresent(deciding -> deciding.add(more)); // the whole round
    for (PlannedTrial trial : more) {
      ended
          .apply(trial.id())
          .ifPresentOrElse(outcome -> addEnded(trial, outcome), () -> addOpen(trial));
    }
  }

  private void addEnded(PlannedTrial trial, TrialOutcome outcome) {
    stopper.ifPresent(deciding -> deciding.endedBefore(trial, outcome));
    tally.endedBefore();
  }

  private void addOpen(PlannedTrial trial) {
    queue.enter(trial);
    tally.opened();
  }

  /** Sets how many trials are sure to be added yet. */
  public void expect(int toCome) {
    tally.expect(toCome);
  }

  /** Sets how many slots a trial takes; by default one for each of its workers. */
  public void widths(ToIntFunction<PlannedTrial> slotsOfTrials) {
    inFlight.widths(slotsOfTrials);
  }

  /** Sets how many trials can run side by side from now on. */
  public void slots(Slots now) {
    inFlight.slots(now);
    tally.slots(now.total());
  }

  /**
   * Sets whether trials are so short that a task runs one after the other: then another attempt
   * waits for each slot.
   */
  public void trialsAreShort(boolean so) {
    inFlight.ahead(so ? 1 + inFlight.slots().total() : 1);
  }

  /**
   * Sets whether no attempt waits in front of the slots, since it would get one that is not
   * counted.
   */
  public void noneAhead(boolean so) {
    inFlight.noneAhead(so);
  }

  /** Returns the attempts that have to be submitted now, in this order. */
  public List<Attempt> launch(Instant now) {
    List<Attempt> launched = new ArrayList<>();
    Optional<TrialHistory> next = next();
    while (next.isPresent()) {
      TrialHistory history = next.get();
      queue.remove(history);
      Attempt attempt = history.nextAttempt();
      inFlight.add(new InFlightAttempt(attempt, history, inFlight.width(history.trial()), now));
      tally.launched(now);
      launched.add(attempt);
      next = next();
    }
    return launched;
  }

  private Optional<TrialHistory> next() {
    return stopping() ? Optional.empty() : queue.next().filter(inFlight::haveRoomFor);
  }

  /** An attempt has begun to run. False if it was given up and shall do nothing. */
  public boolean started(AttemptId id, Instant now) {
    inFlight.look(now);
    InFlightAttempt attempt = inFlight.get(id);
    if (attempt != null) {
      attempt.start(now);
    }
    return attempt != null;
  }

  /** An attempt is that far; says how it is to go on. */
  public Answer progressed(AttemptId id, TrialProgress progress, Instant now) {
    inFlight.look(now);
    InFlightAttempt attempt = inFlight.get(id);
    if (attempt == null) {
      return Answer.STOP;
    }
    attempt.progress(progress, now, costs);
    return stopping() ? Answer.STOP : Answer.CONTINUE;
  }

  /**
   * An attempt has been evaluated; says whether it is to go on from there. Where that depends on
   * other trials, it is to stop too, see {@link #setAside}.
   */
  public Answer evaluated(AttemptId id, EpochMetrics metrics) {
    InFlightAttempt attempt = inFlight.get(id);
    if (attempt == null) {
      return Answer.STOP;
    }
    setAside.evaluated(attempt.trial(), List.of(metrics));
    Standing standing = setAside.standing(attempt.trial(), metrics.step());
    return standing == Standing.GOES_ON && !stopping() ? Answer.CONTINUE : Answer.STOP;
  }

  /**
   * An attempt has ended, or is given up with this outcome. Stopped by whatever it was, its trial
   * has not ended and is left to the next run: early stopping alone stops a trial for good. While
   * the driver itself is about to end, a failure says nothing of the trial either.
   */
  public AttemptVerdict ended(AttemptId id, TrialOutcome outcome, Instant now) {
    return verdicts.ended(id, outcome, now);
  }

  /**
   * An attempt has stopped because its machine is taken away, which is nobody's fault and counts
   * against no limit: its trial goes on elsewhere.
   */
  public AttemptVerdict displaced(AttemptId id, TrialOutcome.Stopped outcome, Instant now) {
    return verdicts.displaced(id, outcome, now);
  }

  /**
   * An attempt has failed, and its executor is taken to have caused it: that counts against no
   * limit, and the trial is tried again.
   *
   * @param place of the executor, in words
   */
  public AttemptVerdict failedByExecutor(
      AttemptId id, TrialOutcome.Failed failed, String place, Instant now) {
    return verdicts.failedByExecutor(id, failed, place, now);
  }

  /**
   * The executor of an attempt that was displaced has ended because its memory ran out, which
   * nobody knew then: it counts as a failure of the trial. If the trial runs again already, that
   * attempt is given up. Empty if nothing changes.
   */
  public Optional<AttemptVerdict> outOfMemory(
      AttemptId displaced, TrialOutcome.Failed failed, Instant now) {
    return verdicts.outOfMemory(displaced, failed, now);
  }

  /**
   * An attempt has stopped at a rung, because it did not hear there that its trial goes on. That is
   * no failure; its trial is stopped for good, waits for others, or goes on after all.
   */
  public AttemptVerdict setAside(AttemptId id, TrialOutcome.Stopped outcome, Instant now) {
    return verdicts.setAside(id, outcome, now);
  }

  /**
   * Takes in what has been decided on trials that were set aside: those that go on wait for a slot
   * again, and those that don't are over and returned. To be called after each event.
   */
  public List<AttemptVerdict.Over> settled(Instant now) {
    return verdicts.settled(now);
  }

  /**
   * The attempts that hang, each told of once while it is silent. To be called every few seconds.
   * To give one up, call {@link #ended} with {@code HANG}.
   */
  public List<Silence> hanging(Instant now) {
    return inFlight.hanging(now, policy.hangs());
  }

  /** Returns whether nothing has been heard of the attempt since its silence was told. */
  public boolean stillSilent(Silence silence) {
    InFlightAttempt attempt = inFlight.get(silence.attempt().id());
    return attempt != null && attempt.suspected();
  }

  /** Starts nothing more; what runs is told to stop, and is left to the next run of the sweep. */
  public void stop() {
    stop(SweepEnd.STOPPED);
  }

  /** Stops for this reason, if it has not been stopped for another. */
  public void stop(SweepEnd reason) {
    stop.because(reason);
  }

  public boolean stopping() {
    return stop.stopping();
  }

  /** True once nothing is in flight and nothing will be. */
  public boolean finished() {
    if (!inFlight.isEmpty() || stopping()) {
      return inFlight.isEmpty();
    }
    if (queue.isEmpty() && !stop.someLeftOpen()) {
      setAside.checkNobodyIsLeft(); // else they wait for those that were left open
    }
    return queue.isEmpty();
  }

  /** Time until the sweep ends at the pace so far; empty before the first measurement. */
  public Optional<Duration> timeLeft(Instant now) {
    OptionalDouble queued = queue.secondsWith(tally.toCome());
    OptionalDouble waits = setAside.seconds(costs);
    OptionalDouble seconds =
        queued.isEmpty() || waits.isEmpty()
            ? OptionalDouble.empty()
            : inFlight.secondsWith(queued.getAsDouble() + waits.getAsDouble(), now, costs);
    return seconds.stream()
        .mapToObj(known -> Duration.ofMillis(Math.round(known * 1000)))
        .findFirst();
  }

  /** The trials that are set aside now. */
  public Set<TrialId> setAsideTrials() {
    return setAside.trials();
  }

  /** Returns the summary of the sweep so far. */
  public SweepSummary summary() {
    return tally.summary(stop.end());
  }
}
