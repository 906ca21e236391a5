package org.kvsweep.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.kvsweep.sweep.PlannedTrial;

/** The attempts between their submission and their end. */
final class InFlightAttempts {
  // A driver that looks at its trials so late was not running itself: a laptop was closed, say.
  private static final Duration STOOD_STILL = Duration.ofMinutes(1);

  private final Map<AttemptId, InFlightAttempt> inFlight = new LinkedHashMap<>();

  /**
   * Attempts that may not have all their slots yet; those that run are taken out when next seen.
   */
  private final Set<InFlightAttempt> gathering = new HashSet<>();

  /** The slots of all attempts that share executors: the sum is asked for at every launch. */
  private int sharedSlots;

  private int alone;
  private Slots slots = new Slots(0, 1);
  private ToIntFunction<PlannedTrial> widths = PlannedTrial::workers;
  private Optional<Instant> lastLook = Optional.empty();
  private int ahead = 1;
  private boolean noneAhead;

  /** Sets how many trials can run side by side from now on. */
  void slots(Slots now) {
    slots = now;
  }

  /** Sets how many attempts may wait in front of the slots. */
  void ahead(int attempts) {
    ahead = attempts;
  }

  /** Sets whether none waits in front of the slots, whatever {@link #ahead} says. */
  void noneAhead(boolean so) {
    noneAhead = so;
  }

  /** Sets how many slots a trial takes, before the first is launched. */
  void widths(ToIntFunction<PlannedTrial> slotsOfTrials) {
    widths = slotsOfTrials;
  }

  /** The slots that the trial takes if it is launched now. */
  int width(PlannedTrial trial) {
    return widths.applyAsInt(trial);
  }

  Slots slots() {
    return slots;
  }

  void add(InFlightAttempt attempt) {
    inFlight.put(attempt.attempt().id(), attempt);
    count(attempt, 1);
    if (attempt.attempt().room() == Attempt.Room.SHARED && attempt.width() > 1) {
      gathering.add(attempt);
    }
  }

  private void count(InFlightAttempt attempt, int times) {
    switch (attempt.attempt().room()) {
      case SHARED -> sharedSlots += times * attempt.width();
      case ALONE -> alone += times;
    }
  }

  /** Null if there is no such attempt, or no longer. */
  InFlightAttempt get(AttemptId id) {
    return inFlight.get(id);
  }

  /** Null if there is no such attempt, or no longer. */
  InFlightAttempt remove(AttemptId id) {
    InFlightAttempt removed = inFlight.remove(id);
    if (removed != null) {
      count(removed, -1);
      gathering.remove(removed);
    }
    return removed;
  }

  boolean isEmpty() {
    return inFlight.isEmpty();
  }

  /**
   * Attempts may wait in front of the slots, unless an executor has to be kept free for one, or has
   * to be there before it is known how much of it a trial needs.
   */
  boolean haveRoomFor(TrialHistory next) {
    int taken = sharedSlots + alone * slots.perExecutor();
    int width = width(next.trial());
    boolean together = next.trial().workers() > 1;
    return switch (next.room()) {
      case SHARED ->
          width > 1
              ? taken + width <= slots.total() || (taken == 0 && slots.total() > 0 && !together)
              : taken < slots.total() + (noneAhead ? 0 : ahead)
                  && (slots.total() > 0 || next.trial().resources().standard())
                  && noneAloneOnTheOnlyExecutor()
                  && noneGathersItsSlots();
      case ALONE -> taken == 0 || taken + slots.perExecutor() <= slots.total();
    };
  }

  private boolean noneAloneOnTheOnlyExecutor() {
    return slots.total() > slots.perExecutor() || alone == 0;
  }

  /**
   * Returns whether no attempt waits for more slots: whoever came between could take one that it
   * still needs.
   */
  private boolean noneGathersItsSlots() {
    gathering.removeIf(InFlightAttempt::running);
    return gathering.isEmpty();
  }

  /**
   * Takes in that it is now: time in which the driver itself stood still, or by which its clock was
   * set back, is not silence. To be called before anything that is heard of an attempt.
   */
  void look(Instant now) {
    Duration blind = lastLook.map(last -> Duration.between(last, now)).orElse(Duration.ZERO);
    if (blind.compareTo(STOOD_STILL) > 0 || blind.isNegative()) {
      inFlight.values().forEach(attempt -> attempt.nobodyListened(blind));
    }
    lastLook = Optional.of(now);
  }

  /** Returns the silences of the attempts that hang, each attempt once. */
  List<Silence> hanging(Instant now, HangPolicy policy) {
    look(now);
    return inFlight.values().stream()
        .flatMap(attempt -> attempt.suspicion(now, policy).stream())
        .toList();
  }

  /**
   * Seconds until all have ended and so much other work is done too; empty while one of them can't
   * be told.
   */
  OptionalDouble secondsWith(double otherSeconds, Instant now, CostModel costs) {
    double work = otherSeconds;
    double longest = 0;
    for (InFlightAttempt attempt : inFlight.values()) {
      OptionalDouble left = attempt.secondsLeft(now, costs);
      if (left.isEmpty()) {
        return left;
      }
      work += left.getAsDouble();
      longest = Math.max(longest, left.getAsDouble());
    }
    return OptionalDouble.of(Math.max(longest, work / Math.max(1, slots.total())));
  }
}
