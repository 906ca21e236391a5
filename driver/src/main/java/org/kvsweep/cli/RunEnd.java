package org.kvsweep.cli;

import java.util.List;
import org.kvsweep.schedule.SweepEnd;

/**
 * The end of a run: after all it had to do, or before.
 *
 * @param interrupted the exit code of an interrupted run; 0 if it was not interrupted
 * @param failures what to say of a run that too many failures have ended, and last how to go on;
 *     empty if they have not
 */
record RunEnd(int interrupted, List<String> failures) {
  static final RunEnd REGULAR = new RunEnd(ExitCode.OK, List.of());

  RunEnd {
    failures = List.copyOf(failures);
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
      case ALL_TRIALS_ENDED, ALL_SLOTS_HANG -> REGULAR;
    };
  }
}
