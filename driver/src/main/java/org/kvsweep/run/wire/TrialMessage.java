package org.kvsweep.run.wire;

import java.io.Serializable;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialProgress;

/**
 * A message from a running attempt to the driver, which answers with a {@link DriverAnswer}. Trial
 * and attempt are values of the JDK, since Spark writes messages with Java's serialization.
 */
public sealed interface TrialMessage extends Serializable {
  String trial();

  int attempt();

  /** Hands this message to the method for its kind. */
  DriverAnswer to(Receiver receiver);

  /** Takes messages, each kind by a method of its own. */
  interface Receiver {
    DriverAnswer begun(Begun message);

    DriverAnswer progressed(Progressed message);

    DriverAnswer evaluated(Evaluated message);

    DriverAnswer came(Came message);

    DriverAnswer waits(Waits message);

    DriverAnswer failed(Failed message);

    DriverAnswer atRung(AtRung message);

    DriverAnswer handedIn(HandedIn message);

    DriverAnswer crashed(Crashed message);

    DriverAnswer left(Left message);
  }

  /** Returns whether the sender waits for what the driver answers. */
  default boolean awaitsAnswer() {
    return true;
  }

  default AttemptId id() {
    return new AttemptId(new TrialId(trial()), attempt());
  }

  /**
   * The attempt begins to run at that place.
   *
   * @param task Spark's number of the task, which its thread is named after
   */
  record Begun(String trial, int attempt, Place place, long task) implements TrialMessage {
    @Override
    public DriverAnswer to(Receiver receiver) {
      return receiver.begun(this);
    }

    @Override
    public boolean awaitsAnswer() {
      return false;
    }
  }

  /** The attempt has got that far. */
  record Progressed(String trial, int attempt, TrialProgress progress) implements TrialMessage {
    @Override
    public DriverAnswer to(Receiver receiver) {
      return receiver.progressed(this);
    }
  }

  /** The attempt was evaluated. */
  record Evaluated(String trial, int attempt, EpochMetrics metrics) implements TrialMessage {
    @Override
    public DriverAnswer to(Receiver receiver) {
      return receiver.evaluated(this);
    }

    @Override
    public boolean awaitsAnswer() {
      return false;
    }
  }

  /**
   * One of its workers has come to a meeting with that state, see {@code AveragingBarrier}.
   *
   * @param meeting from 0
   */
  @SuppressWarnings("ArrayRecordComponent") // as long as a model, and never compared
  record Came(
      String trial, int attempt, int rank, int meeting, long step, String wish, float[] values)
      implements TrialMessage {
    @Override
    public DriverAnswer to(Receiver receiver) {
      return receiver.came(this);
    }
  }

  /** One of its workers waits for the others to come to that meeting. */
  record Waits(String trial, int attempt, int meeting) implements TrialMessage {
    @Override
    public DriverAnswer to(Receiver receiver) {
      return receiver.waits(this);
    }
  }

  /** One of its workers has failed, so that it comes to no further meeting. */
  record Failed(String trial, int attempt) implements TrialMessage {
    @Override
    public DriverAnswer to(Receiver receiver) {
      return receiver.failed(this);
    }
  }

  /** The attempt has come to a rung with that step, and asks whether it goes on. */
  record AtRung(String trial, int attempt, long step) implements TrialMessage {
    @Override
    public DriverAnswer to(Receiver receiver) {
      return receiver.atRung(this);
    }
  }

  /**
   * The attempt has ended, after so short a time that its task can take on another. If the answer
   * is no {@link DriverAnswer.Next}, the task is to end, with the report as its result.
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, and never compared
  record HandedIn(String trial, int attempt, byte[] report) implements TrialMessage {
    @Override
    public DriverAnswer to(Receiver receiver) {
      return receiver.handedIn(this);
    }
  }

  /**
   * The attempt has failed by an error in native code, after which its process can compute no more
   * and ends, so that no report comes.
   *
   * @param why in one sentence
   * @param details such as a stack trace
   */
  record Crashed(String trial, int attempt, Place place, String why, String details)
      implements TrialMessage {
    @Override
    public DriverAnswer to(Receiver receiver) {
      return receiver.crashed(this);
    }
  }

  /** The attempt was cancelled and has left its slot. */
  record Left(String trial, int attempt) implements TrialMessage {
    @Override
    public DriverAnswer to(Receiver receiver) {
      return receiver.left(this);
    }

    @Override
    public boolean awaitsAnswer() {
      return false;
    }
  }
}
