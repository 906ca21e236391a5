package org.kvsweep.run;

import java.util.Arrays;
import org.kvsweep.run.wire.DriverAnswer;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.trial.WorkerGroup.State;
import org.kvsweep.trial.WorkerGroup.Wish;

/**
 * The barrier at which the workers of one attempt average their states. It is on the driver, which
 * all workers reach already. It holds what workers bring until all have come, and then the average
 * until all have come to the next meeting; before that, no worker can be a meeting ahead.
 */
final class AveragingBarrier {
  private final State[] brought;
  private int meeting;
  private State last;
  private boolean closed;

  AveragingBarrier(int workers) {
    brought = new State[workers];
  }

  /** Ends the meetings: no worker waits for others any longer. */
  synchronized void close() {
    closed = true;
  }

  /**
   * Takes the state that one worker brings.
   *
   * @return as of {@link #outcome}
   */
  synchronized DriverAnswer came(TrialMessage.Came came) {
    if (came.meeting() == meeting) {
      brought[came.rank()] = new State(came.step(), Wish.valueOf(came.wish()), came.values());
      if (Arrays.stream(brought).allMatch(state -> state != null)) {
        last = State.combine(Arrays.asList(brought));
        meeting++;
        Arrays.fill(brought, null);
      }
    }
    return outcome(came.meeting());
  }

  /**
   * Returns the outcome of a meeting.
   *
   * @return the common state; "not yet" as long as the meeting is not over; "stop" if it never will
   *     be
   */
  synchronized DriverAnswer outcome(int asked) {
    if (closed) {
      return DriverAnswer.STOP;
    }
    return asked >= meeting ? DriverAnswer.NOT_YET : new DriverAnswer.Met(last);
  }
}
