package org.kvsweep.run.wire;

import java.io.Serializable;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialProgress;

/**
 * What a running attempt tells the driver. The answer is a Boolean, false for "stop", the name of a
 * {@code RungGate.Passage} to {@link AtRung}, what a meeting came to, or an order: it has to be of
 * classes of the JDK, because executors read answers with a class loader that may not have ours.
 */
public sealed interface TrialMessage extends Serializable {
  String trial();

  int attempt();

  default AttemptId id() {
    return new AttemptId(new TrialId(trial()), attempt());
  }

  /**
   * It begins to run at that place.
   *
   * @param task Spark's number of the task, which its thread is named after
   */
  record Begun(String trial, int attempt, Place place, long task) implements TrialMessage {}

  /** It is that far. */
  record Progressed(String trial, int attempt, TrialProgress progress) implements TrialMessage {}

  /** It was evaluated. */
  record Evaluated(String trial, int attempt, EpochMetrics metrics) implements TrialMessage {}

  /**
   * One of its workers has come to a meeting with that state, see {@code AveragingBarrier}.
   *
   * @param meeting from 0
   */
  @SuppressWarnings("ArrayRecordComponent") // as long as a model, and never compared
  record Came(
      String trial, int attempt, int rank, int meeting, long step, String wish, float[] values)
      implements TrialMessage {}

  /** One of its workers waits for the others to come to that meeting. */
  record Waits(String trial, int attempt, int meeting) implements TrialMessage {}

  /** One of its workers has failed, so that it comes to no further meeting. */
  record Failed(String trial, int attempt) implements TrialMessage {}

  /** It has come to a rung with that step, and asks whether it goes on. */
  record AtRung(String trial, int attempt, long step) implements TrialMessage {}

  /**
   * It has ended, after so short a time that its task can take on another. The answer is that one's
   * {@link TrialOrder} as bytes, or false: then the task is to end, with the report as its result.
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, and never compared
  record HandedIn(String trial, int attempt, byte[] report) implements TrialMessage {}

  /** It was cancelled, and has left its slot. */
  record Left(String trial, int attempt) implements TrialMessage {}
}
