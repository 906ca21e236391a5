package org.kvsweep.schedule;

import java.time.Duration;
import java.util.Objects;

/**
 * An attempt that has not been heard of for longer than it is allowed.
 *
 * @param lasted until now
 * @param allowed by its own pace
 */
public record Silence(Attempt attempt, Duration lasted, Duration allowed) {
  public Silence {
    Objects.requireNonNull(attempt, "attempt");
    Objects.requireNonNull(lasted, "lasted");
    Objects.requireNonNull(allowed, "allowed");
  }

  /** One sentence for the table. */
  public String message() {
    return "no progress for %d s, its pace so far allows %d s"
        .formatted(lasted.toSeconds(), allowed.toSeconds());
  }
}
