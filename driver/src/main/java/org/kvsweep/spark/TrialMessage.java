package org.kvsweep.spark;

import java.io.Serializable;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialProgress;

/**
 * What a running attempt tells the driver. The answer is a Boolean, false for "stop", or the name
 * of a {@link RungGate.Passage} to {@link AtRung}: it has to be a class of the JDK, because
 * executors read answers with a class loader that may not have ours.
 */
sealed interface TrialMessage extends Serializable {
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

  /** It has come to a rung with that step, and asks whether it goes on. */
  record AtRung(String trial, int attempt, long step) implements TrialMessage {}

  /** It was cancelled, and has left its slot. */
  record Left(String trial, int attempt) implements TrialMessage {}
}
