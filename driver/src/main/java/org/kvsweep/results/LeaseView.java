package org.kvsweep.results;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The lease of a folder as a reader sees it who looks again and again. */
final class LeaseView {
  private final FolderFiles files;
  private final AtomicReference<Sight> first = new AtomicReference<>();

  LeaseView(FolderFiles files) {
    this.files = files;
  }

  /** A heartbeat that was still to come when it was seen. */
  private record Sight(LeaseFile lease, Instant at) {}

  /**
   * Returns whether a driver has the lease and is not known to be dead. The heartbeat of one whose
   * clock is ahead counts from when it was seen first.
   */
  boolean isHeld(LeaseHolder self, Instant now) throws IOException {
    Optional<LeaseFile> newest = Lease.newest(files);
    if (newest.isEmpty() || newest.get().released() || self.knowsToBeDead(newest.get().holder())) {
      return false;
    }
    LeaseFile lease = newest.get();
    if (lease.ahead(now).isZero()) {
      return !lease.expired(now);
    }
    Sight seen =
        first.updateAndGet(
            sight -> sight != null && sight.lease().equals(lease) ? sight : new Sight(lease, now));
    return !seen.at().plus(lease.expiry()).isBefore(now);
  }
}
