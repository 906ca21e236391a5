package org.kvsweep.spark;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.kvsweep.run.wire.Place;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.schedule.Silence;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

/**
 * What is done about attempts that hang: their executors are asked for stacks, those that don't
 * answer are replaced, and slots that are not given back are counted as lost.
 */
final class HangWatch implements AutoCloseable {
  // A trial that can be interrupted gives its slot back within moments.
  private static final Duration MOMENTS = Duration.ofSeconds(10);

  private final SubmittedAttempts attempts;
  private final SlotCount slots;
  private final StackDumps stacks;
  private final FrozenExecutors frozen;
  private final Consumer<SweepEvent> events;
  private Instant stuckSince = Instant.MAX;

  /** A watch whose answers become events; that consumer is called on other threads. */
  HangWatch(
      SparkContext context,
      SubmittedAttempts attempts,
      SlotCount slots,
      Consumer<SweepEvent> events) {
    this.attempts = attempts;
    this.slots = slots;
    this.stacks = new StackDumps(context);
    this.frozen = new FrozenExecutors(context);
    this.events = events;
  }

  /** Asks where an attempt is that has been silent for too long. */
  void inspect(Silence silence) {
    SubmittedAttempts.Submitted attempt = attempts.get(silence.attempt().id());
    stacks.ask(
        attempt.place().executor(),
        attempt.task(),
        (answered, text) -> events.accept(new SweepEvent.Inspected(silence, answered, text)));
  }

  /** An attempt is given up after that; returns how it failed. */
  TrialOutcome givenUp(SweepEvent.Inspected inspected) {
    AttemptId id = inspected.silence().attempt().id();
    Place place = attempts.place(id);
    slots.givenUp(id, place);
    if (!inspected.answered()) {
      frozen.replace(place);
    }
    return new TrialOutcome.Failed(
        TrialRun.none(), FailureKind.HANG, inspected.silence().message(), inspected.stacks());
  }

  /** True if no slot is left that is not kept by an attempt that was given up. */
  boolean noSlotLeft(Instant now) {
    if (!slots.allStuck()) {
      stuckSince = Instant.MAX;
      return false;
    }
    stuckSince = stuckSince.isBefore(now) ? stuckSince : now;
    return !now.isBefore(stuckSince.plus(MOMENTS));
  }

  @Override
  public void close() {
    stacks.close();
  }
}
