package org.kvsweep.cli.progress;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time that passes by a clock: as the clock goes, but where the clock is set back, this stands
 * still for a moment and goes on. For durations and pauses; what people read is the clock's time.
 */
final class PassingTime implements InstantSource {
  private final InstantSource clock;
  private Instant seen;
  private Instant passed;

  PassingTime(InstantSource clock) {
    this.clock = clock;
    this.seen = clock.instant();
    this.passed = seen;
  }

  @Override
  public synchronized Instant instant() {
    Instant now = clock.instant();
    if (now.isAfter(seen)) {
      passed = passed.plus(Duration.between(seen, now));
    }
    seen = now;
    return passed;
  }
}
