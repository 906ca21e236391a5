package org.kvsweep.spark;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.kvsweep.run.wire.DriverAnswer;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.trial.TrialProgress;

/**
 * Where Spark's RPC thread leaves what attempts say, and finds what they are to be told. Holds one
 * report for each attempt in flight, the newest: a slow driver loses old reports and never memory.
 */
final class AttemptMailbox implements TrialMessage.Receiver {
  private final BlockingQueue<SweepEvent> events;
  private final Map<AttemptId, Boolean> goOn = new ConcurrentHashMap<>();
  private final Map<AttemptId, Long> passable = new ConcurrentHashMap<>();
  private final Map<AttemptId, TrialProgress> newest = new ConcurrentHashMap<>();
  private final AveragingBarrier meetings = new AveragingBarrier();
  private final Handover handover;

  /** What the task of an attempt that has ended is to do next. */
  interface Handover {
    /** The order of another attempt, as bytes; none if the task is to end, with that report. */
    Optional<byte[]> next(AttemptId ended, byte[] report);
  }

  AttemptMailbox(BlockingQueue<SweepEvent> events, Handover handover) {
    this.events = events;
    this.handover = handover;
  }

  /** Starts listening to this attempt, which has that many workers. */
  void open(AttemptId id, int workers) {
    goOn.put(id, true);
    if (workers > 1) {
      meetings.open(id, workers);
    }
  }

  /** Tells this attempt to stop when it reports. */
  void tellToStop(AttemptId id) {
    goOn.replace(id, false);
  }

  /** Lets this attempt go on from the rung where it has done that many steps. */
  void letPass(AttemptId id, long step) {
    passable.merge(id, step, Math::max);
  }

  /** Stops listening to this attempt, and tells it to stop. */
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

  /** Takes a message and says what the attempt is to do. */
  DriverAnswer receive(TrialMessage message) {
    return message.to(this);
  }

  @Override
  public DriverAnswer begun(TrialMessage.Begun message) {
    return ifHeard(
        message,
        () -> events.add(new SweepEvent.Begun(message.id(), message.place(), message.task())));
  }

  @Override
  public DriverAnswer progressed(TrialMessage.Progressed message) {
    AttemptId id = message.id();
    return ifHeard(
        message,
        () -> {
          if (newest.put(id, message.progress()) == null) {
            events.add(new SweepEvent.Progressed(id));
          }
        });
  }

  @Override
  public DriverAnswer evaluated(TrialMessage.Evaluated message) {
    return ifHeard(
        message, () -> events.add(new SweepEvent.Evaluated(message.id(), message.metrics())));
  }

  /** Does that where the attempt is listened to; it is told to stop where it is not. */
  private DriverAnswer ifHeard(TrialMessage message, Runnable then) {
    Boolean answer = goOn.get(message.id());
    if (answer == null) {
      return DriverAnswer.STOP;
    }
    then.run();
    return answer ? DriverAnswer.GO_ON : DriverAnswer.STOP;
  }

  @Override
  public DriverAnswer came(TrialMessage.Came message) {
    return meetings.came(message.id(), message);
  }

  @Override
  public DriverAnswer waits(TrialMessage.Waits message) {
    return meetings.outcome(message.id(), message.meeting());
  }

  @Override
  public DriverAnswer failed(TrialMessage.Failed message) {
    meetings.close(message.id());
    return DriverAnswer.STOP;
  }

  @Override
  public DriverAnswer atRung(TrialMessage.AtRung message) {
    if (!goOn.getOrDefault(message.id(), false)) {
      return DriverAnswer.STOP;
    }
    return message.step() <= passable.getOrDefault(message.id(), 0L)
        ? DriverAnswer.GO_ON
        : DriverAnswer.NOT_YET;
  }

  @Override
  public DriverAnswer handedIn(TrialMessage.HandedIn message) {
    return goOn.getOrDefault(message.id(), false)
        ? handover
            .next(message.id(), message.report())
            .<DriverAnswer>map(DriverAnswer.Next::new)
            .orElse(DriverAnswer.STOP)
        : DriverAnswer.STOP;
  }

  @Override
  public DriverAnswer left(TrialMessage.Left message) {
    events.add(new SweepEvent.Left(message.id()));
    return DriverAnswer.STOP;
  }
}
