package org.kvsweep.data;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/** Closes a stream that has been silent for too long, which wakes up who reads from it. */
final class Watchdog implements AutoCloseable {
  private final InputStream watched;
  private final long patienceNanos;
  private final Timer timer = new Timer("download-watchdog", true);
  private volatile long lastNanos = System.nanoTime();
  private volatile boolean closedIt;

  Watchdog(InputStream watched, Duration patience) {
    this.watched = watched;
    this.patienceNanos = patience.toNanos();
    long periodMillis = Math.max(1, patience.toMillis() / 4);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            look();
          }
        },
        periodMillis,
        periodMillis);
  }

  /**
   * Reads from the stream, as {@link InputStream#read(byte[])}.
   *
   * @throws IOException also if nothing came for too long
   */
  int read(byte[] into) throws IOException {
    try {
      int got = watched.read(into);
      checkAlive();
      lastNanos = System.nanoTime();
      return got;
    } catch (IOException e) {
      checkAlive();
      throw e;
    }
  }

  private void checkAlive() throws IOException {
    if (closedIt) {
      throw new IOException("nothing came for %d ms".formatted(patienceNanos / 1_000_000));
    }
  }

  private void look() {
    if (System.nanoTime() - lastNanos > patienceNanos) {
      closedIt = true;
      try {
        watched.close();
      } catch (IOException e) {
        // Who reads from it hears of the silence, which matters more.
        timer.cancel();
      }
    }
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
