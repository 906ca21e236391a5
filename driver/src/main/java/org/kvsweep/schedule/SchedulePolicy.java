package org.kvsweep.schedule;

import java.util.Objects;

/**
 * The limits of what a sweep tolerates.
 *
 * @param maxFailures the sweep ends early once that many trials have failed in this run, after all
 *     attempts that {@code retries} gives them; a diverged trial is a result and no failure
 */
public record SchedulePolicy(RetryPolicy retries, HangPolicy hangs, int maxFailures) {
  public static final SchedulePolicy STANDARD =
      new SchedulePolicy(RetryPolicy.STANDARD, HangPolicy.STANDARD, Integer.MAX_VALUE);

  public SchedulePolicy {
    Objects.requireNonNull(retries, "retries");
    Objects.requireNonNull(hangs, "hangs");
    if (maxFailures < 1) {
      throw new IllegalArgumentException(
          "Cannot limit failures: expected at least 1, got " + maxFailures);
    }
  }

  public SchedulePolicy withRetries(RetryPolicy other) {
    return new SchedulePolicy(other, hangs, maxFailures);
  }

  public SchedulePolicy withHangs(HangPolicy other) {
    return new SchedulePolicy(retries, other, maxFailures);
  }

  public SchedulePolicy withMaxFailures(int other) {
    return new SchedulePolicy(retries, hangs, other);
  }
}
