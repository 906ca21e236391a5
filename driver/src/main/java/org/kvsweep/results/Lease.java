package org.kvsweep.results;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write to a results folder, which one driver has at a time.
 *
 * <p>Leases are numbered files. Whoever creates the next number has the lease, and creating is the
 * one operation of which a file system lets only one of several succeed; the number is also the
 * fence: a driver that finds a higher one than its own was taken for dead and stops writing. The
 * highest number is never deleted, so that numbers never come again.
 */
final class Lease implements AutoCloseable {
  static final Duration EXPIRY = Duration.ofSeconds(60);

  /** The heartbeats in an expiry; three may fail before another driver takes over. */
  static final int BEATS_PER_EXPIRY = 4;

  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

  private final FolderFiles files;
  private final LeaseFiles leases;
  private final Clock clock;
  private final long number;
  private final ScheduledExecutorService heart;
  private LeaseFile written;
  private boolean ended;
  private volatile LeaseLostException lost;

  /** A lease that was taken: its file of that number has been created. */
  Lease(FolderFiles files, Clock clock, long number, LeaseFile written) {
    this.files = files;
    this.leases = new LeaseFiles(files);
    this.clock = clock;
    this.number = number;
    this.written = written;
    this.heart =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "results-folder-lease");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Takes the lease. Its heart does not beat before {@link #startHeart}.
   *
   * @throws FolderInUseException if another driver has it and is not known to be dead
   */
  static Lease take(FolderFiles files, LeaseHolder self, Duration expiry, Clock clock)
      throws IOException {
    return new LeaseTaking(files, self, clock, LeaseTaking::sleep).take(expiry);
  }

  /** Returns its number, which no other driver of the folder has or will have. */
  long number() {
    return number;
  }

  /** Renews the lease from now on, a few times in each expiry, on a thread of its own. */
  void startHeart() {
    long period = written.expiry().toMillis() / BEATS_PER_EXPIRY;
    // beatOrLog throws nothing, so the future has nothing to tell.
    var unused =
        heart.scheduleWithFixedDelay(this::beatOrLog, period, period, TimeUnit.MILLISECONDS);
  }

  /**
   * Tells other drivers that this one is alive.
   *
   * @throws LeaseLostException if another one has taken over, or the folder is gone
   */
  synchronized void beat() throws IOException {
    try {
      check();
      if (!ended && leases.isOfAnother(number, written)) {
        throw gone();
      }
    } catch (LeaseLostException e) {
      lost = e;
      throw e;
    }
    if (!ended) {
      written = written.beating(clock.instant());
      files.replace(ResultsLayout.lease(number), written.write());
    }
  }

  /**
   * Makes sure that this driver still has the lease. Where two may have created the same lease, the
   * one whose file stands has it.
   *
   * @throws LeaseLostException if it has not
   */
  void check() throws IOException {
    long highest = leases.highest();
    if (highest > number) {
      throw new LeaseLostException(
          "Cannot write to %s: %s took over after this driver had been silent since %s"
              .formatted(files.location(), describe(highest), written.heartbeat()));
    }
    if (highest < number && isGone()) {
      throw gone();
    }
    if (!files.settling().isZero() && !ended && !leases.standsOf(number, written)) {
      throw new LeaseLostException(
          "Cannot write to %s: %s began in the same instant and has it"
              .formatted(files.location(), describe(number)));
    }
  }

  /**
   * Returns whether the file of this lease is not there, which nobody deletes as long as it is the
   * newest. Waits for the heart, as some file systems replace a file in two steps, and looks at the
   * file itself, as a listing may lag behind.
   */
  private synchronized boolean isGone() throws IOException {
    return leases.highest() < number && leases.read(number).isEmpty();
  }

  private LeaseLostException gone() {
    return new LeaseLostException(
        ("Cannot write to %s: %s of this driver is not there any more, so the results folder is gone"
                + " or another one is mounted there; run the same command again once it is back")
            .formatted(files.location(), ResultsLayout.lease(number)));
  }

  /**
   * Tells what the heart has found out.
   *
   * @throws LeaseLostException if this driver has not the lease any more
   */
  void checkHeld() throws LeaseLostException {
    LeaseLostException found = lost;
    if (found != null) {
      throw found;
    }
  }

  /** Gives the lease back, so that the next driver need not wait. */
  @Override
  public synchronized void close() throws IOException {
    heart.shutdownNow();
    if (!ended) {
      ended = true;
      if (leases.highest() == number) {
        files.replace(ResultsLayout.lease(number), written.released(clock.instant()).write());
      }
    }
  }

  private void beatOrLog() {
    try {
      beat();
    } catch (LeaseLostException e) {
      heart.shutdownNow();
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot renew the lease of {}, will try again: {}", files.location(), e.toString());
    }
  }

  private String describe(long other) {
    try {
      return leases.read(other).map(lease -> lease.holder().toString()).orElse("another driver");
    } catch (IOException e) {
      return "another driver";
    }
  }
}
