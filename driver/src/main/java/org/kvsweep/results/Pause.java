package org.kvsweep.results;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Waits. */
@FunctionalInterface
interface Pause {
  /** Waits by the JVM's own sleep. */
  Pause SLEEP =
      length -> {
        try {
          Thread.sleep(length.toMillis());
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("Cannot take the lease: interrupted");
        }
      };

  /**
   * Waits for so long.
   *
   * @throws InterruptedIOException if the thread is interrupted
   */
  void last(Duration length) throws IOException;
}
