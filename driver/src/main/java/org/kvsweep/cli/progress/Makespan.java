package org.kvsweep.cli.progress;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.kvsweep.cli.text.ReadableNumbers;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.settings.Count;

/** Compares the time of a run with the lower bound that its trials set. */
public final class Makespan {
  private Makespan() {}

  /**
   * {@code 27 trials in 1 min 05 s, 1.03 times the lower bound of 1 min 03 s}; empty if no trial
   * has ended in the run.
   */
  public static Optional<String> line(SweepSummary summary) {
    int ended = summary.completed() + summary.stopped() + summary.diverged() + summary.failed();
    Duration bound = summary.lowerBound();
    if (ended == 0 || bound.isZero()) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%s in %s, %.2f times the lower bound of %s",
            Count.of(ended, "trial"),
            ReadableNumbers.duration(summary.makespan()),
            (double) summary.makespan().toMillis() / bound.toMillis(),
            ReadableNumbers.duration(bound)));
  }
}
