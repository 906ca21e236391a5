package org.kvsweep.run;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import org.kvsweep.run.wire.Place;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.schedule.Silence;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

/**
 * Deals with attempts that hang: asks their executors for stacks, replaces those that don't answer,
 * and counts slots that are not given back as lost.
 */
final class HangWatch {
  // A trial that can be interrupted gives its slot back within moments.
  private static final Duration MOMENTS = Duration.ofSeconds(10);

  private final Cluster cluster;
  private final SubmittedAttempts attempts;
  private final SlotCount slots;
  private final BlockingQueue<SweepEvent> events;
  private Instant stuckSince = Instant.MAX;

  HangWatch(
      Cluster cluster,
      SubmittedAttempts attempts,
      SlotCount slots,
      BlockingQueue<SweepEvent> events) {
    this.cluster = cluster;
    this.attempts = attempts;
    this.slots = slots;
    this.events = events;
  }

  /** Asks where an attempt is that has been silent for too long; the answer becomes an event. */
  void inspect(Silence silence) {
    attempts
        .find(silence.attempt().id())
        .ifPresent(
            attempt ->
                cluster.inspect(
                    attempt.place(),
                    attempt.task(),
                    (answered, stacks) ->
                        events.add(new SweepEvent.Inspected(silence, answered, stacks))));
  }

  /** Gives an attempt up after that; returns how it failed. */
  TrialOutcome givenUp(SweepEvent.Inspected inspected) {
    AttemptId id = inspected.silence().attempt().id();
    Place place = attempts.place(id);
    slots.givenUp(id, place);
    if (!inspected.answered()) {
      cluster.replace(place);
    }
    return new TrialOutcome.Failed(
        TrialRun.none(), FailureKind.HANG, inspected.silence().message(), inspected.stacks());
  }

  /** Returns whether no slot is left that is not kept by an attempt that was given up. */
  boolean noSlotLeft(Instant now) {
    if (!slots.allStuck()) {
      stuckSince = Instant.MAX;
      return false;
    }
    stuckSince = stuckSince.isBefore(now) ? stuckSince : now;
    return !now.isBefore(stuckSince.plus(MOMENTS));
  }
}
