package org.kvsweep.spark;

/** Checks whether the heap of this process is large enough, and says what makes it larger. */
public final class DriverHeap {
  private static final long MIB = 1 << 20;
  private static final double GIB = 1 << 30;

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
          "Cannot start Spark: expected a heap of at least %d MiB, got %d MiB; %s"
              .formatted(LEAST / MIB, most / MIB, remedy(most)));
    }
  }

  /**
   * Returns what makes the heap of this process twice as large. A driver that spark-submit starts
   * knows nothing of the variable of the launcher.
   *
   * @param most bytes that the heap may have now
   */
  public static String remedy(long most) {
    String setting =
        System.getProperty("spark.master") == null
            ? "KVSWEEP_JAVA_OPTS=-Xmx"
            : "kvsweep submit --conf spark.driver.memory=";
    long enough = Math.max(1, Math.round(2 * most / GIB));
    return "%s%dg makes it %d GiB".formatted(setting, enough, enough);
  }
}
