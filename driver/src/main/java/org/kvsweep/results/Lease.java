package org.kvsweep.results;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.ThreadUtils;
import org.apache.commons.lang3.function.FailableConsumer;
import org.kvsweep.trial.ProgramName;
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

  /**
   * The most tries to take the lease: each that fails is another driver's success, or something is
   * wrong that no more would mend.
   */
  private static final int MOST_ATTEMPTS = 50;

  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

  private final FolderFiles files;
  private final Clock clock;
  private final long number;
  private final ScheduledExecutorService heart;
  private LeaseFile written;
  private boolean ended;
  private volatile LeaseLostException lost;

  private Lease(FolderFiles files, Clock clock, long number, LeaseFile written) {
    this.files = files;
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
    return take(files, self, expiry, clock, Lease::sleep);
  }

  static Lease take(
      FolderFiles files,
      LeaseHolder self,
      Duration expiry,
      Clock clock,
      FailableConsumer<Duration, IOException> pause)
      throws IOException {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      long number = highest(files) + 1;
      refuseIfHeld(files, number - 1, self, clock, pause);
      if (ResultsLayout.leaseNumber(ResultsLayout.leaseFileName(number)) != number) {
        throw new IOException(
            "Cannot take the lease of %s: there is no number above that of %s; delete that file"
                .formatted(files.location(), ResultsLayout.lease(number - 1)));
      }
      Instant now = clock.instant();
      LeaseFile mine = new LeaseFile(self, now, now, expiry, false);
      if (files.create(ResultsLayout.lease(number), mine.write())
          && stands(files, number, mine, pause)) {
        deleteBelow(files, number);
        return new Lease(files, clock, number, mine);
      }
    }
    throw new IOException(
        "Cannot take the lease of %s: the next number was taken %d times, and never by a driver that"
                .formatted(files.location(), MOST_ATTEMPTS)
            + " has it now; see what makes files in its folder "
            + ResultsLayout.LEASES);
  }

  static void sleep(Duration length) throws InterruptedIOException {
    try {
      ThreadUtils.sleep(length);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Cannot look at the lease again: interrupted");
    }
  }

  /**
   * Returns false if another driver created the same lease in the same instant, and its file
   * stands.
   */
  private static boolean stands(
      FolderFiles files, long number, LeaseFile mine, FailableConsumer<Duration, IOException> pause)
      throws IOException {
    if (files.settling().isZero()) {
      return true;
    }
    pause.accept(files.settling());
    return read(files, number).filter(file -> file.ofSameHolder(mine)).isPresent();
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
   * @throws LeaseLostException if another one has taken over
   */
  synchronized void beat() throws IOException {
    try {
      check();
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
    long highest = highest(files);
    if (highest > number) {
      throw new LeaseLostException(
          "Cannot write to %s: %s took over after this driver had been silent since %s"
              .formatted(files.location(), describe(highest), written.heartbeat()));
    }
    if (!files.settling().isZero()
        && !ended
        && read(files, number).filter(file -> file.ofSameHolder(written)).isEmpty()) {
      throw new LeaseLostException(
          "Cannot write to %s: %s began in the same instant and has it"
              .formatted(files.location(), describe(number)));
    }
  }

  /**
   * Tells what the heart has found out.
   *
   * @throws LeaseLostException if another driver has the lease
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
      if (highest(files) == number) {
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
      return read(files, other).map(lease -> lease.holder().toString()).orElse("another driver");
    } catch (IOException e) {
      return "another driver";
    }
  }

  private static void refuseIfHeld(
      FolderFiles files,
      long number,
      LeaseHolder self,
      Clock clock,
      FailableConsumer<Duration, IOException> pause)
      throws IOException {
    Optional<LeaseFile> lease = read(files, number);
    if (lease.isEmpty() || lease.get().released()) {
      return;
    }
    LeaseFile held = lease.get();
    if (!self.knowsToBeDead(held.holder())) {
      refuseIfAlive(files, held, clock, pause);
    }
    LOG.info("Taking over {} from {}, which has ended", files.location(), held.holder());
  }

  private static void refuseIfAlive(
      FolderFiles files, LeaseFile held, Clock clock, FailableConsumer<Duration, IOException> pause)
      throws IOException {
    Instant now = clock.instant();
    if (held.tellsLife(now)) {
      throw inUse(
          files,
          held,
          "last heard of %d s ago".formatted(held.silence(now).toSeconds()),
          " (without a sign of life it is taken for dead after %d s)"
              .formatted(held.expiry().toSeconds()));
    }
    Optional<LeaseFile> renewed = LeaseWatch.renewed(files, held, now, pause);
    if (renewed.isPresent()) {
      String clocks = renewed.get().clock(clock.instant()).map(", and "::concat).orElse("");
      throw inUse(files, renewed.get(), "heard of just now" + clocks, "");
    }
  }

  private static FolderInUseException inUse(
      FolderFiles files, LeaseFile held, String heard, String more) {
    return new FolderInUseException(
        "Cannot write to %s: %s writes there since %s, %s; stop it (%s stop %s) or choose another folder%s"
            .formatted(
                files.location(),
                held.holder(),
                held.started().truncatedTo(ChronoUnit.SECONDS),
                heard,
                ProgramName.ofThisProcess(),
                files.location(),
                more));
  }

  /** Returns the contents of the newest lease; empty if there is none, or none that can be read. */
  static Optional<LeaseFile> newest(FolderFiles files) throws IOException {
    return read(files, highest(files));
  }

  /**
   * Returns the contents of a lease; empty if it is damaged: whoever holds it finds out by the
   * higher number.
   */
  private static Optional<LeaseFile> read(FolderFiles files, long number) throws IOException {
    if (number == 0) {
      return Optional.empty();
    }
    String name = ResultsLayout.lease(number);
    try {
      return files.read(name).map(LeaseFile::read);
    } catch (ForeignFileException | IllegalArgumentException e) {
      LOG.warn("Ignoring the damaged {} in {}: {}", name, files.location(), e.getMessage());
      return Optional.empty();
    }
  }

  private static void deleteBelow(FolderFiles files, long number) throws IOException {
    for (long older : numbers(files)) {
      if (older < number) {
        files.delete(ResultsLayout.lease(older));
      }
    }
  }

  private static long highest(FolderFiles files) throws IOException {
    return numbers(files).stream().mapToLong(Long::longValue).max().orElse(0);
  }

  private static List<Long> numbers(FolderFiles files) throws IOException {
    return files.names(ResultsLayout.LEASES).stream()
        .map(ResultsLayout::leaseNumber)
        .filter(number -> number > 0)
        .toList();
  }
}
