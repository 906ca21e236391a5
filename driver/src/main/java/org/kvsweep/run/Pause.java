package org.kvsweep.run;

import java.time.Duration;
import java.time.Instant;

/**
 * The pause between two times that the run does something. It ends at once where the clock is set
 * back: the run does not wait until the clock is there again.
 */
final class Pause {
  private Instant begin = Instant.MIN;
  private Instant end = Instant.MIN;

  /** Returns whether it has ended, as it has before the first begin. */
  boolean over(Instant now) {
    return !now.isBefore(end) || now.isBefore(begin);
  }

  /** Begins anew. */
  void begin(Duration length, Instant now) {
    begin = now;
    end = now.plus(length);
  }
}
