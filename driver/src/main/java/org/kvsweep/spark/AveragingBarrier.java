package org.kvsweep.spark;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.kvsweep.run.wire.DriverAnswer;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.trial.WorkerGroup.State;
import org.kvsweep.trial.WorkerGroup.Wish;

/**
 * Where the workers of one trial meet: at the driver, which they all reach already. Holds what they
 * bring until all have come, and then what that came to, until all have come to the next meeting;
 * before that, nobody can be a meeting ahead of it.
 */
final class AveragingBarrier {
  private final Map<AttemptId, Group> groups = new ConcurrentHashMap<>();

  /** The workers of one attempt. */
  private static final class Group {
    private final State[] brought;
    private int meeting;
    private State last;

    Group(int workers) {
      brought = new State[workers];
    }
  }

  /** Opens the meetings of this attempt, which has that many workers. */
  void open(AttemptId id, int workers) {
    groups.put(id, new Group(workers));
  }

  /** Ends the meetings of this attempt: none of its workers waits for others any longer. */
  void close(AttemptId id) {
    groups.remove(id);
  }

  /**
   * Takes what one brings.
   *
   * @return as of {@link #outcome}
   */
  DriverAnswer came(AttemptId id, TrialMessage.Came came) {
    Group group = groups.get(id);
    if (group == null) {
      return DriverAnswer.STOP;
    }
    synchronized (group) {
      if (came.meeting() == group.meeting) {
        group.brought[came.rank()] =
            new State(came.step(), Wish.valueOf(came.wish()), came.values());
        if (Arrays.stream(group.brought).allMatch(state -> state != null)) {
          group.last = State.combine(Arrays.asList(group.brought));
          group.meeting++;
          Arrays.fill(group.brought, null);
        }
      }
    }
    return outcome(id, came.meeting());
  }

  /**
   * What a meeting came to.
   *
   * @return the common state; not yet, as long as it is not over; stop, if it never will be
   */
  DriverAnswer outcome(AttemptId id, int meeting) {
    Group group = groups.get(id);
    if (group == null) {
      return DriverAnswer.STOP;
    }
    synchronized (group) {
      if (meeting >= group.meeting) {
        return DriverAnswer.NOT_YET;
      }
      return new DriverAnswer.Met(group.last);
    }
  }
}
