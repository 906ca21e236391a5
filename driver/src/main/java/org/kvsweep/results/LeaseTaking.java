package org.kvsweep.results;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.commons.lang3.ThreadUtils;
import org.apache.commons.lang3.function.FailableConsumer;
import org.kvsweep.trial.ProgramName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the lease of a folder for a driver: waits for a sign of life of the one that has it, and
 * creates the next number if there is none.
 */
final class LeaseTaking {
  /**
   * The most tries to take the lease: each that fails is another driver's success, or something is
   * wrong that no more would mend.
   */
  private static final int MOST_ATTEMPTS = 50;

  private static final Logger LOG = LoggerFactory.getLogger(LeaseTaking.class);

  private final FolderFiles files;
  private final LeaseFiles leases;
  private final LeaseHolder self;
  private final Clock clock;
  private final FailableConsumer<Duration, IOException> pause;

  /**
   * Takes leases for that driver.
   *
   * @param pause lets time pass
   */
  LeaseTaking(
      FolderFiles files,
      LeaseHolder self,
      Clock clock,
      FailableConsumer<Duration, IOException> pause) {
    this.files = files;
    this.leases = new LeaseFiles(files);
    this.self = self;
    this.clock = clock;
    this.pause = pause;
  }

  /**
   * Takes the lease.
   *
   * @throws FolderInUseException if another driver has it and is not known to be dead
   */
  Lease take(Duration expiry) throws IOException {
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      long number = leases.highest() + 1;
      refuseIfHeld(number - 1);
      if (ResultsLayout.leaseNumber(ResultsLayout.leaseFileName(number)) != number) {
        throw new IOException(
            "Cannot take the lease of %s: there is no number above that of %s; delete that file"
                .formatted(files.location(), ResultsLayout.lease(number - 1)));
      }
      Instant now = clock.instant();
      LeaseFile mine = new LeaseFile(self, now, now, expiry, false);
      if (files.create(ResultsLayout.lease(number), mine.write()) && stands(number, mine)) {
        leases.deleteBelow(number);
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
  private boolean stands(long number, LeaseFile mine) throws IOException {
    if (files.settling().isZero()) {
      return true;
    }
    pause.accept(files.settling());
    return leases.standsOf(number, mine);
  }

  private void refuseIfHeld(long number) throws IOException {
    Optional<LeaseFile> lease = leases.read(number);
    if (lease.isEmpty() || lease.get().released()) {
      return;
    }
    LeaseFile held = lease.get();
    if (!self.knowsToBeDead(held.holder())) {
      refuseIfAlive(held);
    }
    LOG.info("Taking over {} from {}, which has ended", files.location(), held.holder());
  }

  /**
   * Refuses the lease if its holder lives. A heartbeat of just now says that of a process on this
   * machine, which is not known to have ended; another machine may have gone down since.
   */
  private void refuseIfAlive(LeaseFile held) throws IOException {
    Instant now = clock.instant();
    if (held.tellsLife(now) && self.onSameMachine(held.holder())) {
      throw inUse(
          held,
          "last heard of %d s ago".formatted(held.silence(now).toSeconds()),
          " (without a sign of life it is taken for dead after %d s)"
              .formatted(held.expiry().toSeconds()));
    }
    Optional<LeaseFile> renewed = LeaseWatch.renewed(files, held, now, pause);
    if (renewed.isPresent()) {
      String clocks = renewed.get().clock(clock.instant()).map(", and "::concat).orElse("");
      throw inUse(renewed.get(), "heard of just now" + clocks, "");
    }
  }

  private FolderInUseException inUse(LeaseFile held, String heard, String more) {
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
}
