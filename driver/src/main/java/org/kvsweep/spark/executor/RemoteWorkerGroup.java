package org.kvsweep.spark.executor;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.kvsweep.run.wire.DriverAnswer;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.trial.WorkerGroup;

/** The workers of a trial as one of them sees them from its executor: they meet at the driver. */
final class RemoteWorkerGroup implements WorkerGroup {
  // Workers of equal speed come within moments of each other; a driver answers a thousand times a
  // second.
  private static final long FIRST_PAUSE_MILLIS = 1;
  private static final long LONGEST_PAUSE_MILLIS = 16;

  private final TrialOrder order;
  private final String trial;
  private final ProgressPost post;
  private final BooleanSupplier cancelled;
  private int meeting;

  RemoteWorkerGroup(TrialOrder order, ProgressPost post, BooleanSupplier cancelled) {
    this.order = order;
    this.trial = order.id().trial().value();
    this.post = post;
    this.cancelled = cancelled;
  }

  @Override
  public int rank() {
    return order.rank();
  }

  @Override
  public int size() {
    return order.workers();
  }

  @Override
  public Optional<State> meet(State mine) {
    TrialMessage came =
        new TrialMessage.Came(
            trial,
            order.attempt(),
            order.rank(),
            meeting,
            mine.step(),
            mine.wish().name(),
            mine.values());
    TrialMessage waits = new TrialMessage.Waits(trial, order.attempt(), meeting);
    Optional<DriverAnswer> answer = post.ask(came);
    GrowingPauses pauses = new GrowingPauses(FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
    while (answer.orElse(DriverAnswer.NOT_YET).equals(DriverAnswer.NOT_YET)
        && !cancelled.getAsBoolean()
        && pauses.take()) {
      answer = post.ask(answer.isEmpty() ? came : waits);
    }
    meeting++;
    return answer
        .filter(DriverAnswer.Met.class::isInstance)
        .map(met -> ((DriverAnswer.Met) met).state());
  }

  /** The others need not wait for this worker any longer. */
  void leave() {
    post.ask(new TrialMessage.Failed(trial, order.attempt()));
  }
}
