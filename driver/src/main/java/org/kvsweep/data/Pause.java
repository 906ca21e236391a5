package org.kvsweep.data;

import java.time.Duration;

/** Waits; passed in so that tests need not. */
@FunctionalInterface
interface Pause {
  void of(Duration duration) throws InterruptedException;

  static Pause sleeping() {
    return duration -> Thread.sleep(duration.toMillis());
  }
}
