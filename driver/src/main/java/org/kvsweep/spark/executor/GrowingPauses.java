package org.kvsweep.spark.executor;

/**
 * Pauses between questions to the driver, each twice as long as the one before, up to a longest.
 */
final class GrowingPauses {
  private final long longestMillis;
  private long millis;

  GrowingPauses(long firstMillis, long longestMillis) {
    this.longestMillis = longestMillis;
    this.millis = firstMillis;
  }

  /** Takes the next pause; false if the thread was interrupted, which it still is. */
  boolean take() {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
    millis = Math.min(2 * millis, longestMillis);
    return true;
  }
}
