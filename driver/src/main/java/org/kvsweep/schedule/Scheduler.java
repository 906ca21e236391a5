package org.kvsweep.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialContext.Answer;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;

/**
 * Decides which trial starts next, whether a failed one gets another attempt, and when the sweep is
 * over. Fed with what happens and when; does nothing by itself.
 *
 * <p>One attempt more than there are slots is in flight, so that a slot that falls free has its
 * next trial at once. Every trial ends at most once: what is heard of an attempt that has ended or
 * was given up is {@link Verdict.Late}.
 */
public final class Scheduler {
  // A driver that looks at its trials so late was not running itself: a laptop was closed, say.
  private static final Duration STOOD_STILL = Duration.ofMinutes(1);

  private final SchedulePolicy policy;
  private final CostModel costs = new CostModel();
  private final WaitingTrials canaries = new WaitingTrials(costs);
  private final WaitingTrials rest = new WaitingTrials(costs);
  private final Set<AttentionVariant> unproven = EnumSet.noneOf(AttentionVariant.class);
  private final Map<AttemptId, Flight> flights = new LinkedHashMap<>();
  private final Tally tally;
  private final Optional<EarlyStopper> stopper;
  private int trials;
  private Slots slots = new Slots(0, 1);
  private ToIntFunction<PlannedTrial> widths = PlannedTrial::workers;
  private Instant lastLook = Instant.MAX;
  private SweepEnd end = SweepEnd.ALL_TRIALS_ENDED;

  /**
   * A sweep that has these trials left.
   *
   * @param open in the order of the sweep file
   * @param endedBefore trials of the sweep that are not among them
   * @param proven the variants that need no canary, because a trial of theirs has completed
   */
  public Scheduler(
      List<PlannedTrial> open,
      int endedBefore,
      Set<AttentionVariant> proven,
      SchedulePolicy policy) {
    this(open, endedBefore, proven, policy, Optional.empty());
  }

  /**
   * A sweep that has these trials left.
   *
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
    this.stopper = stopper;
    this.tally = new Tally(endedBefore);
    for (PlannedTrial trial : open) {
      AttentionVariant variant = trial.spec().attention();
      boolean canary = policy.canary() && !proven.contains(variant) && unproven.add(variant);
      enter(trial, canary);
    }
  }

  /** Takes in trials that the sweep has got in addition. */
  public void add(List<PlannedTrial> more) {
    more.forEach(trial -> enter(trial, false));
  }

  private void enter(PlannedTrial trial, boolean canary) {
    (canary ? canaries : rest).add(new TrialHistory(trial, trials, canary));
    trials++;
    tally.opened();
  }

  /** Takes in how many slots a trial takes, which is one for each of its workers if nobody says. */
  public void widths(ToIntFunction<PlannedTrial> slotsOfTrials) {
    widths = slotsOfTrials;
  }

  /** Takes in how many trials can run side by side from now on. */
  public void slots(Slots now) {
    slots = now;
    tally.slots(now.total());
  }

  /** What is to be submitted now, in this order. */
  public List<Attempt> launch(Instant now) {
    List<Attempt> launched = new ArrayList<>();
    Optional<TrialHistory> next = next();
    while (next.isPresent()) {
      TrialHistory history = next.get();
      waiting(history).remove(history);
      Attempt attempt = history.nextAttempt();
      flights.put(attempt.id(), new Flight(attempt, history, now));
      tally.launched(now);
      launched.add(attempt);
      next = next();
    }
    return launched;
  }

  private Optional<TrialHistory> next() {
    if (stopping()) {
      return Optional.empty();
    }
    if (canaries.isEmpty() && !unproven.isEmpty()) {
      return Optional.empty(); // the canaries are in flight, the rest waits for them
    }
    return (canaries.isEmpty() ? rest : canaries).next().filter(this::fits);
  }

  /** One attempt may wait in front of the slots, unless an executor has to be kept free for one. */
  private boolean fits(TrialHistory history) {
    int taken = flights.values().stream().mapToInt(flight -> width(flight.attempt())).sum();
    int width = widths.applyAsInt(history.trial());
    boolean together = history.trial().workers() > 1;
    return switch (history.room()) {
      case SHARED ->
          width > 1
              ? taken + width <= slots.total() || (taken == 0 && slots.total() > 0 && !together)
              : taken < slots.total() + 1 && noneAloneOnTheOnlyExecutor() && noneGathersItsSlots();
      case ALONE -> taken == 0 || taken + slots.perExecutor() <= slots.total();
    };
  }

  private boolean noneAloneOnTheOnlyExecutor() {
    return slots.total() > slots.perExecutor()
        || flights.values().stream()
            .noneMatch(flight -> flight.attempt().room() == Attempt.Room.ALONE);
  }

  /** Whoever came between could take the slot that is still needed. */
  private boolean noneGathersItsSlots() {
    return flights.values().stream()
        .filter(flight -> flight.attempt().room() == Attempt.Room.SHARED)
        .noneMatch(flight -> width(flight.attempt()) > 1 && !flight.running());
  }

  private int width(Attempt attempt) {
    return switch (attempt.room()) {
      case SHARED -> widths.applyAsInt(attempt.trial());
      case ALONE -> slots.perExecutor();
    };
  }

  private WaitingTrials waiting(TrialHistory history) {
    return history.canary() ? canaries : rest;
  }

  /** An attempt has begun to run. False if it was given up and shall do nothing. */
  public boolean started(AttemptId id, Instant now) {
    Flight flight = flights.get(id);
    if (flight != null) {
      flight.start(now);
    }
    return flight != null;
  }

  /** An attempt is that far; says how it is to go on. */
  public Answer progressed(AttemptId id, TrialProgress progress, Instant now) {
    Flight flight = flights.get(id);
    if (flight == null) {
      return Answer.STOP;
    }
    flight.progress(progress, now, costs);
    return stopping() || flight.earlyStop().isPresent() ? Answer.STOP : Answer.CONTINUE;
  }

  /** An attempt has been evaluated; says how it is to go on. */
  public Answer evaluated(AttemptId id, EpochMetrics metrics) {
    Flight flight = flights.get(id);
    if (flight == null) {
      return Answer.STOP;
    }
    PlannedTrial trial = flight.attempt().trial();
    stopper.flatMap(deciding -> deciding.evaluated(trial, metrics)).ifPresent(flight::stopEarly);
    return stopping() || flight.earlyStop().isPresent() ? Answer.STOP : Answer.CONTINUE;
  }

  /** An attempt has ended, or is given up with this outcome. */
  public Verdict ended(AttemptId id, TrialOutcome outcome, Instant now) {
    Flight flight = flights.remove(id);
    if (flight == null) {
      return new Verdict.Late(id);
    }
    flight.measure(outcome.run().steps(), now, costs);
    if (outcome instanceof TrialOutcome.Failed failed) {
      return afterFailure(flight, failed, now);
    }
    if (outcome instanceof TrialOutcome.Stopped
        && outcome.run().steps() > 0
        && flight.earlyStop().isPresent()) {
      unprovenNoMore(flight);
      return over(flight, flight.earlyStop().get().outcome(outcome.run()), now);
    }
    if (stopping() && outcome instanceof TrialOutcome.Stopped) {
      return new Verdict.LeftOpen(flight.attempt());
    }
    unprovenNoMore(flight);
    return over(flight, outcome, now);
  }

  /**
   * An attempt has stopped because its machine is taken away, which is nobody's fault and counts
   * against no limit: its trial goes on elsewhere.
   */
  public Verdict displaced(AttemptId id, TrialOutcome.Stopped outcome, Instant now) {
    Flight flight = flights.get(id);
    if (flight == null || stopping() || flight.earlyStop().isPresent()) {
      return ended(id, outcome, now);
    }
    flights.remove(id);
    flight.measure(outcome.run().steps(), now, costs);
    TrialHistory history = flight.history();
    waiting(history).add(history);
    return new Verdict.Again(flight.attempt(), history.attempts() + 1, "its executor goes away");
  }

  private Verdict afterFailure(Flight flight, TrialOutcome.Failed failed, Instant now) {
    TrialHistory history = flight.history();
    boolean retry = history.retryAfter(failed.kind(), policy.retries());
    if (retry && stopping()) {
      return new Verdict.LeftOpen(flight.attempt());
    }
    if (retry) {
      waiting(history).add(history);
      return new Verdict.Again(
          flight.attempt(),
          history.attempts() + 1,
          failed.kind().label() + ": " + failed.message());
    }
    if (history.canary()) {
      unprovenNoMore(flight);
      stop(SweepEnd.CANARY_FAILED);
    }
    Verdict verdict = over(flight, failed, now);
    if (tally.failed() >= policy.maxFailures()) {
      stop(SweepEnd.TOO_MANY_FAILURES);
    }
    return verdict;
  }

  private void unprovenNoMore(Flight flight) {
    if (flight.history().canary()) {
      unproven.remove(flight.attempt().trial().spec().attention());
    }
  }

  private Verdict over(Flight flight, TrialOutcome outcome, Instant now) {
    tally.over(outcome, widths.applyAsInt(flight.attempt().trial()), flight.begin(), now);
    stopper.ifPresent(deciding -> deciding.ended(flight.attempt().trial()));
    return new Verdict.Over(flight.attempt(), outcome, flight.begin());
  }

  /**
   * The attempts that hang, each told of once. To be called every few seconds. To give one up, call
   * {@link #ended} with {@code HANG}.
   */
  public List<Silence> hanging(Instant now) {
    Duration blind = Duration.between(lastLook, now);
    if (blind.compareTo(STOOD_STILL) > 0) {
      flights.values().forEach(flight -> flight.nobodyListened(blind));
    }
    lastLook = now;
    return flights.values().stream()
        .flatMap(flight -> flight.suspicion(now, policy.hangs()).stream())
        .toList();
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
  }

  public boolean stopping() {
    return end != SweepEnd.ALL_TRIALS_ENDED;
  }

  /** True once nothing is in flight and nothing will be. */
  public boolean finished() {
    return flights.isEmpty() && (stopping() || (canaries.isEmpty() && rest.isEmpty()));
  }

  /** Time until the sweep ends at the pace so far; empty before the first measurement. */
  public Optional<Duration> timeLeft(Instant now) {
    OptionalDouble canarySeconds = canaries.seconds();
    OptionalDouble restSeconds = rest.seconds();
    if (canarySeconds.isEmpty() || restSeconds.isEmpty()) {
      return Optional.empty();
    }
    double work = canarySeconds.getAsDouble() + restSeconds.getAsDouble();
    double longest = 0;
    for (Flight flight : flights.values()) {
      OptionalDouble left = flight.secondsLeft(now, costs);
      if (left.isEmpty()) {
        return Optional.empty();
      }
      work += left.getAsDouble();
      longest = Math.max(longest, left.getAsDouble());
    }
    double seconds = Math.max(longest, work / Math.max(1, slots.total()));
    return Optional.of(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  /** What the sweep has come to so far. */
  public SweepSummary summary() {
    return tally.summary(end);
  }
}
