package org.kvsweep.training;

import java.util.Arrays;

/** The times of all steps. */
final class StepTimes {
  private long[] nanos = new long[1024];
  private int count;
  private long total;

  void add(long duration) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, Math.multiplyExact(2, count));
    }
    nanos[count++] = duration;
    total += duration;
  }

  /** The times of all steps so far, in nanoseconds. */
  long[] nanos() {
    return Arrays.copyOf(nanos, count);
  }

  double totalSeconds() {
    return total / 1e9;
  }

  double medianSeconds() {
    long[] sorted = nanos();
    Arrays.sort(sorted);
    return count == 0 ? 0 : (sorted[(count - 1) / 2] + sorted[count / 2]) / 2e9;
  }
}
