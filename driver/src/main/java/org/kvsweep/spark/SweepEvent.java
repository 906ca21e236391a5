package org.kvsweep.spark;

import java.time.Duration;
import org.kvsweep.run.wire.Place;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.schedule.Silence;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialOutcome;

/** What the thread that runs a sweep waits for. */
sealed interface SweepEvent {

  /** An attempt begins to run. */
  record Begun(AttemptId id, Place place, long task) implements SweepEvent {}

  /** An attempt has reported; the newest report is at the desk. */
  record Progressed(AttemptId id) implements SweepEvent {}

  /** An attempt was evaluated. */
  record Evaluated(AttemptId id, EpochMetrics metrics) implements SweepEvent {}

  /** An attempt that was given up has left its slot. */
  record Left(AttemptId id) implements SweepEvent {}

  /** An executor can't run the trials of this sweep. */
  record Unfit(String why) implements SweepEvent {}

  /**
   * What the executor of a silent attempt was doing.
   *
   * @param answered false if it does not answer at all
   */
  record Inspected(Silence silence, boolean answered, String stacks) implements SweepEvent {}

  /** The job of an attempt came back. */
  record Returned(TrialReport report) implements SweepEvent {}

  /**
   * An attempt ended, and its task begins the next.
   *
   * @param report of the one that ended, as bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, and never compared
  record HandedIn(AttemptId ended, byte[] report, AttemptId next) implements SweepEvent {}

  /** An attempt ended in Spark's hands, or never got there: no report of it comes. */
  record Unreported(AttemptId id, TrialOutcome outcome) implements SweepEvent {}

  /** Somebody wants the sweep to end, and running trials interrupted after the grace. */
  record StopAsked(Duration grace) implements SweepEvent {}
}
