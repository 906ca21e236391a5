package org.kvsweep.run;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.kvsweep.run.wire.DriverAnswer;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialRun;

/**
 * The mailbox of the attempts in flight. The threads of the cluster leave there what attempts say,
 * and find what attempts are to be told. It holds one report for each attempt, the newest: a slow
 * driver loses old reports and never memory.
 */
final class AttemptMailbox implements MessageReceiver, TrialMessage.Receiver {
  private final BlockingQueue<SweepEvent> events;
  private final Map<AttemptId, Box> boxes = new ConcurrentHashMap<>();
  private final Handover handover;

  /** Says what the task of an attempt that has ended is to do next. */
  @FunctionalInterface
  interface Handover {
    /** The order of another attempt, as bytes; none if the task is to end, with that report. */
    Optional<byte[]> next(AttemptId ended, byte[] report);
  }

  /** The messages of one attempt, and the answers that wait for it. */
  private static final class Box {
    final AveragingBarrier barrier;
    final AtomicReference<TrialProgress> newest = new AtomicReference<>();
    volatile boolean goesOn = true;
    volatile long passable;

    Box(int workers) {
      barrier = new AveragingBarrier(workers);
    }

    DriverAnswer answer() {
      return goesOn ? DriverAnswer.GO_ON : DriverAnswer.STOP;
    }
  }

  AttemptMailbox(BlockingQueue<SweepEvent> events, Handover handover) {
    this.events = events;
    this.handover = handover;
  }

  /** Starts listening to this attempt, which has that many workers. */
  void open(AttemptId id, int workers) {
    boxes.put(id, new Box(workers));
  }

  /** Tells this attempt to stop when it reports. */
  void tellToStop(AttemptId id) {
    Box box = boxes.get(id);
    if (box != null) {
      box.goesOn = false;
    }
  }

  /** Lets this attempt go on from the rung where it has done that many steps. */
  void letPass(AttemptId id, long step) {
    Box box = boxes.get(id);
    if (box != null && step > box.passable) { // one thread writes
      box.passable = step;
    }
  }

  /** Stops listening to this attempt, and tells it to stop. */
  void close(AttemptId id) {
    boxes.remove(id);
  }

  /** Returns the newest report of the attempt that has not been taken yet. */
  Optional<TrialProgress> take(AttemptId id) {
    return Optional.ofNullable(boxes.get(id)).map(box -> box.newest.getAndSet(null));
  }

  @Override
  public void executorUnfit(String why) {
    events.add(new SweepEvent.Unfit(why));
  }

  @Override
  public DriverAnswer receive(TrialMessage message) {
    return message.to(this);
  }

  @Override
  public DriverAnswer begun(TrialMessage.Begun message) {
    return answer(
        message,
        box -> {
          events.add(new SweepEvent.Begun(message.id(), message.place(), message.task()));
          return box.answer();
        });
  }

  @Override
  public DriverAnswer progressed(TrialMessage.Progressed message) {
    return answer(
        message,
        box -> {
          if (box.newest.getAndSet(message.progress()) == null) {
            events.add(new SweepEvent.Progressed(message.id()));
          }
          return box.answer();
        });
  }

  @Override
  public DriverAnswer evaluated(TrialMessage.Evaluated message) {
    return answer(
        message,
        box -> {
          events.add(new SweepEvent.Evaluated(message.id(), message.metrics()));
          return box.answer();
        });
  }

  @Override
  public DriverAnswer came(TrialMessage.Came message) {
    return answer(message, box -> box.barrier.came(message));
  }

  @Override
  public DriverAnswer waits(TrialMessage.Waits message) {
    return answer(message, box -> box.barrier.outcome(message.meeting()));
  }

  @Override
  public DriverAnswer failed(TrialMessage.Failed message) {
    return answer(
        message,
        box -> {
          box.barrier.close();
          return DriverAnswer.STOP;
        });
  }

  @Override
  public DriverAnswer atRung(TrialMessage.AtRung message) {
    return answer(
        message,
        box -> !box.goesOn || message.step() <= box.passable ? box.answer() : DriverAnswer.NOT_YET);
  }

  @Override
  public DriverAnswer handedIn(TrialMessage.HandedIn message) {
    return answer(message, box -> box.goesOn ? next(message) : DriverAnswer.STOP);
  }

  private DriverAnswer next(TrialMessage.HandedIn message) {
    return handover
        .next(message.id(), message.report())
        .<DriverAnswer>map(DriverAnswer.Next::new)
        .orElse(DriverAnswer.STOP);
  }

  @Override
  public DriverAnswer crashed(TrialMessage.Crashed message) {
    TrialOutcome.Failed outcome =
        new TrialOutcome.Failed(
            TrialRun.none(), FailureKind.NATIVE_CRASH, message.why(), message.details());
    return answer(
        message,
        box -> {
          events.add(
              new SweepEvent.Unreported(message.id(), outcome, Optional.of(message.place())));
          return DriverAnswer.STOP;
        });
  }

  @Override
  public DriverAnswer left(TrialMessage.Left message) {
    events.add(new SweepEvent.Left(message.id()));
    return DriverAnswer.STOP;
  }

  /** Answers an attempt that is listened to; one that is not is told to stop. */
  private DriverAnswer answer(TrialMessage message, Function<Box, DriverAnswer> answer) {
    Box box = boxes.get(message.id());
    return box == null ? DriverAnswer.STOP : answer.apply(box);
  }
}
