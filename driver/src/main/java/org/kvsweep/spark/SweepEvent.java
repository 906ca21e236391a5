package org.kvsweep.spark;

import java.time.Duration;
import org.kvsweep.schedule.AttemptId;

/** What the thread that runs a sweep waits for. */
sealed interface SweepEvent {

  /** An attempt begins to run. */
  record Begun(AttemptId id, String place) implements SweepEvent {}

  /** An attempt has reported; the newest report is at the desk. */
  record Progressed(AttemptId id) implements SweepEvent {}

  /** The job of an attempt came back. */
  record Returned(AttemptId id, TrialReport report) implements SweepEvent {}

  /** The job of an attempt failed in Spark: lost executors, cancelling, errors of serialization. */
  record Broken(AttemptId id, Throwable cause) implements SweepEvent {}

  /** Somebody wants the sweep to end, and running trials interrupted after the grace. */
  record StopAsked(Duration grace) implements SweepEvent {}
}
