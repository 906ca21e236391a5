package org.kvsweep.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToIntFunction;
import java.util.stream.DoubleStream;
import org.kvsweep.sweep.PlannedTrial;

/** The attempts between their submission and their end. */
final class InFlightAttempts {
  // A driver that looks at its trials so late was not running itself: a laptop was closed, say.
  private static final Duration STOOD_STILL = Duration.ofMinutes(1);

  private final Map<AttemptId, InFlightAttempt> inFlight = new LinkedHashMap<>();
  private Slots slots = new Slots(0, 1);
  private ToIntFunction<PlannedTrial> widths = PlannedTrial::workers;
  private Instant lastLook = Instant.MAX;
  private int ahead = 1;

  /** Sets how many trials can run side by side from now on. */
  void slots(Slots now) {
    slots = now;
  }

  /** Sets how many attempts may wait in front of the slots. */
  void ahead(int attempts) {
    ahead = attempts;
  }

  /** Sets how many slots a trial takes. */
  void widths(ToIntFunction<PlannedTrial> slotsOfTrials) {
    widths = slotsOfTrials;
  }

  /** The slots that the trial takes. */
  int width(PlannedTrial trial) {
    return widths.applyAsInt(trial);
  }

  Slots slots() {
    return slots;
  }

  void add(InFlightAttempt attempt) {
    inFlight.put(attempt.attempt().id(), attempt);
  }

  /** Null if there is no such attempt, or no longer. */
  InFlightAttempt get(AttemptId id) {
    return inFlight.get(id);
  }

  /** Null if there is no such attempt, or no longer. */
  InFlightAttempt remove(AttemptId id) {
    return inFlight.remove(id);
  }

  boolean isEmpty() {
    return inFlight.isEmpty();
  }

  /** Attempts may wait in front of the slots, unless an executor has to be kept free for one. */
  boolean haveRoomFor(TrialHistory next) {
    int taken = inFlight.values().stream().mapToInt(attempt -> width(attempt.attempt())).sum();
    int width = width(next.trial());
    boolean together = next.trial().workers() > 1;
    return switch (next.room()) {
      case SHARED ->
          width > 1
              ? taken + width <= slots.total() || (taken == 0 && slots.total() > 0 && !together)
              : taken < slots.total() + ahead
                  && noneAloneOnTheOnlyExecutor()
                  && noneGathersItsSlots();
      case ALONE -> taken == 0 || taken + slots.perExecutor() <= slots.total();
    };
  }

  private boolean noneAloneOnTheOnlyExecutor() {
    return slots.total() > slots.perExecutor()
        || inFlight.values().stream()
            .noneMatch(attempt -> attempt.attempt().room() == Attempt.Room.ALONE);
  }

  /** Whoever came between could take the slot that is still needed. */
  private boolean noneGathersItsSlots() {
    return inFlight.values().stream()
        .filter(attempt -> attempt.attempt().room() == Attempt.Room.SHARED)
        .noneMatch(attempt -> width(attempt.attempt()) > 1 && !attempt.running());
  }

  private int width(Attempt attempt) {
    return switch (attempt.room()) {
      case SHARED -> width(attempt.trial());
      case ALONE -> slots.perExecutor();
    };
  }

  /** Returns the silences of the attempts that hang, each attempt once. */
  List<Silence> hanging(Instant now, HangPolicy policy) {
    Duration blind = Duration.between(lastLook, now);
    if (blind.compareTo(STOOD_STILL) > 0) {
      inFlight.values().forEach(attempt -> attempt.nobodyListened(blind));
    }
    lastLook = now;
    return inFlight.values().stream()
        .flatMap(attempt -> attempt.suspicion(now, policy).stream())
        .toList();
  }

  /**
   * Seconds until all have ended and so much other work is done too; empty while one of them can't
   * be told.
   */
  OptionalDouble secondsWith(double otherSeconds, Instant now, CostModel costs) {
    List<OptionalDouble> left =
        inFlight.values().stream().map(attempt -> attempt.secondsLeft(now, costs)).toList();
    if (left.stream().anyMatch(OptionalDouble::isEmpty)) {
      return OptionalDouble.empty();
    }
    double work = otherSeconds + seconds(left).sum();
    double longest = seconds(left).max().orElse(0);
    return OptionalDouble.of(Math.max(longest, work / Math.max(1, slots.total())));
  }

  private static DoubleStream seconds(List<OptionalDouble> left) {
    return left.stream().mapToDouble(OptionalDouble::getAsDouble);
  }
}
