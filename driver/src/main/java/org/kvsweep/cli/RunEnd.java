package org.kvsweep.cli;

import java.util.List;
import org.kvsweep.schedule.SweepEnd;

/**
 * The end of a run: after all it had to do, or before.
 *
 * @param interrupted the exit code of an interrupted run; 0 if it was not interrupted
 * @param early why the run ended early, and last how to go on; empty if it did not, or if the
 *     signal says why
 */
record RunEnd(int interrupted, List<String> early) {
  private static final List<String> ALL_SLOTS_HANG =
      List.of(
          "Ended early: every slot is kept by a trial that hangs and can't be interrupted.",
          RunReport.TRAIN_MISSING);

  static final RunEnd REGULAR = new RunEnd(ExitCode.OK, List.of());

  RunEnd {
    early = List.copyOf(early);
  }

  /**
   * Returns the end of a run in which a sweep has ended so.
   *
   * @param signal the exit code for the signal that has come; 0 if none has
   * @param failures what to say if it was for too many of them
   */
  static RunEnd of(SweepEnd end, int signal, List<String> failures) {
    return switch (end) {
      // Without a signal, another process has asked for it, by kvsweep stop.
      case STOPPED -> new RunEnd(signal == ExitCode.OK ? ExitCode.INTERRUPTED : signal, List.of());
      case SPARK_ENDED -> new RunEnd(signal, List.of());
      case TOO_MANY_FAILURES -> new RunEnd(ExitCode.OK, failures);
      case ALL_SLOTS_HANG -> new RunEnd(ExitCode.OK, ALL_SLOTS_HANG);
      case ALL_TRIALS_ENDED -> REGULAR;
    };
  }
}
