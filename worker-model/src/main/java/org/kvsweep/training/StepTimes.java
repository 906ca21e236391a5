package org.kvsweep.training;

import java.util.Arrays;

/** The times of all steps. */
final class StepTimes {
  private final long[] nanos;
  private int count;

  StepTimes(long steps) {
    nanos = new long[Math.toIntExact(steps)];
  }

  void add(long duration) {
    nanos[count++] = duration;
  }

  /** Of all steps so far. */
  long[] nanos() {
    return Arrays.copyOf(nanos, count);
  }

  double totalSeconds() {
    return Arrays.stream(nanos, 0, count).sum() / 1e9;
  }

  double medianSeconds() {
    long[] sorted = nanos();
    Arrays.sort(sorted);
    return count == 0 ? 0 : (sorted[(count - 1) / 2] + sorted[count / 2]) / 2e9;
  }
}
