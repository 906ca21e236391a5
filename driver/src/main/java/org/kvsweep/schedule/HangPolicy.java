package org.kvsweep.schedule;

import java.time.Duration;
import java.util.Objects;

/**
 * Decides when silence means that a trial hangs. Trials differ a thousandfold in the time between
 * two reports, so the measure is the trial's own pace.
 *
 * @param beforeFirstReport a new trial may read data and compile code for that long
 * @param atLeast silence shorter than this is never a hang
 * @param patience a hang is this many times the longest silence that the trial has come back from
 */
public record HangPolicy(Duration beforeFirstReport, Duration atLeast, double patience) {
  public static final HangPolicy STANDARD =
      new HangPolicy(Duration.ofMinutes(15), Duration.ofMinutes(5), 10);

  public HangPolicy {
    Objects.requireNonNull(beforeFirstReport, "beforeFirstReport");
    Objects.requireNonNull(atLeast, "atLeast");
    if (beforeFirstReport.compareTo(Duration.ZERO) <= 0
        || atLeast.compareTo(Duration.ZERO) <= 0
        || !(patience >= 1)) {
      throw new IllegalArgumentException(
          "Cannot detect hangs: expected positive durations and a patience of at least 1, got %s, %s and %s"
              .formatted(beforeFirstReport, atLeast, patience));
    }
  }

  /**
   * Returns how long a trial may be silent.
   *
   * @param longestSilence before a report so far, the first included
   */
  Duration allowedAfter(Duration longestSilence) {
    Duration own = Duration.ofMillis((long) (longestSilence.toMillis() * patience));
    return own.compareTo(atLeast) > 0 ? own : atLeast;
  }
}
