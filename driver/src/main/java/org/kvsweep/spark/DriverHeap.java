package org.kvsweep.spark;

/** Checks whether the heap of this process is large enough for a Spark that starts in it. */
public final class DriverHeap {
  private static final long MIB = 1 << 20;

  /** Spark keeps 300 MiB to itself and refuses to start with less than one and a half of that. */
  private static final long LEAST = 450 * MIB;

  private DriverHeap() {}

  /**
   * Refuses what Spark would refuse with a page.
   *
   * @param most bytes that the heap may have
   * @throws IllegalArgumentException if that is too little
   */
  public static void check(long most) {
    if (most < LEAST) {
      throw new IllegalArgumentException(
          "Cannot start Spark: expected a heap of at least %d MiB, got %d MiB; KVSWEEP_JAVA_OPTS=-Xmx1g, or spark-submit's --driver-memory 1g, makes it larger"
              .formatted(LEAST / MIB, most / MIB));
    }
  }
}
