package org.kvsweep.schedule;

import java.time.Duration;
import java.time.Instant;

/**
 * The pause between two times that something is done. It ends at once where the clock is set back:
 * nobody waits until the clock is there again. For one thread at a time.
 */
public final class Pause {
  private Instant begin = Instant.MIN;
  private Instant end = Instant.MIN;

  /** Returns whether it has ended, as it has before the first begin. */
  public boolean over(Instant now) {
    return !now.isBefore(end) || now.isBefore(begin);
  }

  /** Begins anew. */
  public void begin(Duration length, Instant now) {
    begin = now;
    end = now.plus(length);
  }
}
