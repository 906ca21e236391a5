package org.kvsweep.speed;

import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The trials that are timed side by side: they begin together once all are warm, and all go on
 * until the last one has its steps, so that none is timed beside an idle core.
 */
final class Together {
  private final Phaser warm;
  private final AtomicInteger timed;

  Together(int trials) {
    warm = new Phaser(trials);
    timed = new AtomicInteger(trials);
  }

  /** Waits until all trials are warm, or have ended before. */
  void begin() {
    warm.arriveAndAwaitAdvance();
  }

  /** Hears that a trial has its steps. */
  void hasItsSteps() {
    timed.decrementAndGet();
  }

  boolean allHaveTheirSteps() {
    return timed.get() <= 0;
  }

  /** Hears that a trial has ended, in whatever way: nobody waits for it any more. */
  void ended() {
    warm.arriveAndDeregister();
    timed.set(0);
  }
}
