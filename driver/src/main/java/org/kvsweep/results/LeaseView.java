package org.kvsweep.results;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.lang3.ObjectUtils;
import org.apache.commons.lang3.function.FailableConsumer;

/** The lease of a folder as a reader sees it who looks again and again. */
final class LeaseView {
  private final FolderFiles files;
  private final AtomicReference<Sight> last = new AtomicReference<>();

  LeaseView(FolderFiles files) {
    this.files = files;
  }

  /**
   * A look at a lease.
   *
   * @param at the time of the look
   * @param alive the latest time at which its holder is known to have lived
   */
  private record Sight(LeaseFile lease, Instant at, Instant alive) {
    /** A first look, which has to believe the clock of the holder as far as it can. */
    static Sight first(LeaseFile lease, Instant now) {
      return new Sight(lease, now, ObjectUtils.min(lease.heartbeat(), now));
    }

    /** A further look: a lease that is another one was written since the last look. */
    Sight then(LeaseFile found, Instant now) {
      return found.equals(lease)
          ? new Sight(lease, now, alive)
          : new Sight(found, now, ObjectUtils.max(first(found, now).alive(), at));
    }
  }

  /**
   * Returns whether a driver has the lease and is not known to be dead. The heartbeat of one whose
   * clock is ahead counts from when it was seen first; one whose clock is behind counts from the
   * second look on, if its heartbeat has changed by then.
   */
  boolean isHeld(LeaseHolder self, Instant now) throws IOException {
    Optional<LeaseFile> held = held(self);
    if (held.isEmpty()) {
      return false;
    }
    LeaseFile lease = held.get();
    Sight sight =
        last.updateAndGet(
            before -> before == null ? Sight.first(lease, now) : before.then(lease, now));
    return !sight.alive().plus(lease.expiry()).isBefore(now);
  }

  /** Returns the same, after waiting for the next heartbeat if the last is too old. */
  boolean isHeld(LeaseHolder self, Instant now, FailableConsumer<Duration, IOException> pause)
      throws IOException {
    if (isHeld(self, now)) {
      return true;
    }
    Optional<LeaseFile> silent = held(self).filter(lease -> lease.expired(now));
    return silent.isPresent() && LeaseWatch.renewed(files, silent.get(), now, pause).isPresent();
  }

  private Optional<LeaseFile> held(LeaseHolder self) throws IOException {
    return new LeaseFiles(files)
        .newest()
        .filter(lease -> !lease.released() && !self.knowsToBeDead(lease.holder()));
  }
}
