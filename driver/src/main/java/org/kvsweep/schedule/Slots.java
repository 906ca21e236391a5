package org.kvsweep.schedule;

/**
 * The number of trials that can run side by side.
 *
 * @param total on all executors; 0 while none has come
 * @param perExecutor of them, on the smallest executor: what an attempt takes that wants to be
 *     alone
 */
public record Slots(int total, int perExecutor) {
  public Slots {
    if (total < 0 || perExecutor < 1) {
      throw new IllegalArgumentException(
          "Cannot count slots: expected at least 0 and at least 1 an executor, got %d and %d"
              .formatted(total, perExecutor));
    }
  }
}
