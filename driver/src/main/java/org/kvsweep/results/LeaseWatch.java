package org.kvsweep.results;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.commons.lang3.ObjectUtils;
import org.apache.commons.lang3.function.FailableConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a lease whose heartbeat tells neither that its holder lives nor that it is dead: its
 * machine may have gone down since, one of the future may have been written at any time, and that
 * of a clock which is behind is always old. What tells is whether it changes.
 */
final class LeaseWatch {
  /** How much later than its time a heartbeat may be: a write that is slow takes seconds. */
  private static final Duration LATE = Duration.ofSeconds(5);

  /** The pause between two looks. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(LeaseWatch.class);

  private LeaseWatch() {}

  /**
   * Waits until the lease is another one: until it expires, and at least as long as a heartbeat may
   * take. Where nothing tells how long its holder has been silent, it counts from now.
   *
   * @param pause lets time pass
   * @return the newest lease; empty if it stays as it is, or was given back
   */
  static Optional<LeaseFile> renewed(
      FolderFiles files, LeaseFile held, Instant now, FailableConsumer<Duration, IOException> pause)
      throws IOException {
    Duration heartbeat = held.expiry().dividedBy(Lease.BEATS_PER_EXPIRY).plus(LATE);
    Duration watch = ObjectUtils.max(heartbeat, held.expiry().minus(held.silence(now)));
    LOG.warn(
        "Waiting up to {} s for a sign of life of {}, which writes to {}: {}",
        watch.toSeconds(),
        held.holder(),
        files.location(),
        held.expired(now) || held.tellsLife(now)
            ? "it was last heard of %d s ago".formatted(held.silence(now).toSeconds())
            : held.clock(now).orElseThrow());
    for (Duration watched = Duration.ZERO;
        watched.compareTo(watch) <= 0;
        watched = watched.plus(PAUSE)) {
      pause.accept(PAUSE);
      Optional<LeaseFile> found = new LeaseFiles(files).newest();
      if (!found.equals(Optional.of(held))) {
        return found.filter(lease -> !lease.released());
      }
    }
    return Optional.empty();
  }
}
