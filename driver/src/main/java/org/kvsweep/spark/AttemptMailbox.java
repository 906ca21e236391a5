package org.kvsweep.spark;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.spark.executor.RungGate;
import org.kvsweep.trial.TrialProgress;

/**
 * Where Spark's RPC thread leaves what attempts say, and finds what they are to be told. Holds one
 * report for each attempt in flight, the newest: a slow driver loses old reports and never memory.
 */
public final class AttemptMailbox {
  private final BlockingQueue<SweepEvent> events;
  private final Map<AttemptId, Boolean> goOn = new ConcurrentHashMap<>();
  private final Map<AttemptId, Long> passable = new ConcurrentHashMap<>();
  private final Map<AttemptId, TrialProgress> newest = new ConcurrentHashMap<>();
  private final AveragingBarrier meetings = new AveragingBarrier();
  private final Handover handover;

  /** What the task of an attempt that has ended is to do next. */
  public interface Handover {
    /** The order of another attempt, as bytes; none if the task is to end, with that report. */
    Optional<byte[]> next(AttemptId ended, byte[] report);
  }

  public AttemptMailbox(BlockingQueue<SweepEvent> events, Handover handover) {
    this.events = events;
    this.handover = handover;
  }

  /** From now on this attempt, of so many workers, is listened to. */
  public void open(AttemptId id, int workers) {
    goOn.put(id, true);
    if (workers > 1) {
      meetings.open(id, workers);
    }
  }

  /** From now on this attempt is told to stop when it reports. */
  public void tellToStop(AttemptId id) {
    goOn.replace(id, false);
  }

  /** From now on this attempt is told to go on from the rung where it has done so many steps. */
  public void letPass(AttemptId id, long step) {
    passable.merge(id, step, Math::max);
  }

  /** From now on this attempt is not listened to, and told to stop. */
  void close(AttemptId id) {
    goOn.remove(id);
    meetings.close(id);
    passable.remove(id);
    newest.remove(id);
  }

  /** The newest report of the attempt that has not been taken yet. */
  Optional<TrialProgress> take(AttemptId id) {
    return Optional.ofNullable(newest.remove(id));
  }

  /** An executor says that it can't run trials of this sweep. */
  void executorUnfit(String why) {
    events.add(new SweepEvent.Unfit(why));
  }

  /** What the attempt is to do at the rung where it is. */
  public RungGate.Passage passage(TrialMessage.AtRung message) {
    if (!goOn.getOrDefault(message.id(), false)) {
      return RungGate.Passage.STOPS;
    }
    return message.step() <= passable.getOrDefault(message.id(), 0L)
        ? RungGate.Passage.GOES_ON
        : RungGate.Passage.NOT_DECIDED;
  }

  /** Takes a message; the answer is false if the attempt is to stop. */
  Object receive(TrialMessage message) {
    AttemptId id = message.id();
    if (message instanceof TrialMessage.Came came) {
      return meetings.came(id, came);
    }
    if (message instanceof TrialMessage.Waits waits) {
      return meetings.outcome(id, waits.meeting());
    }
    if (message instanceof TrialMessage.Failed) {
      meetings.close(id);
      return false;
    }
    if (message instanceof TrialMessage.Left) {
      events.add(new SweepEvent.Left(id));
      return false;
    }
    Boolean answer = goOn.get(id);
    if (answer == null) {
      return false;
    }
    if (message instanceof TrialMessage.HandedIn ended) {
      return answer
          ? handover.next(id, ended.report()).<Object>map(order -> order).orElse(false)
          : false;
    }
    if (message instanceof TrialMessage.Evaluated evaluated) {
      events.add(new SweepEvent.Evaluated(id, evaluated.metrics()));
    } else if (message instanceof TrialMessage.Begun begun) {
      events.add(new SweepEvent.Begun(id, begun.place(), begun.task()));
    } else if (message instanceof TrialMessage.Progressed progressed
        && newest.put(id, progressed.progress()) == null) {
      events.add(new SweepEvent.Progressed(id));
    }
    return answer;
  }
}
