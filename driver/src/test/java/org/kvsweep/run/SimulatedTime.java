package org.kvsweep.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Time that jumps from one thing that happens to the next. The clocks that one reads off it may be
 * wrong.
 */
final class SimulatedTime {
  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

  private final PriorityQueue<Happening> ahead =
      new PriorityQueue<>(
          Comparator.comparingLong(Happening::atMillis).thenComparingLong(Happening::number));
  private long nowMillis;
  private long numbers;

  private record Happening(long atMillis, long number, Runnable action) {}

  long nowMillis() {
    return nowMillis;
  }

  /** Lets that happen after so many milliseconds. */
  void after(long millis, Runnable action) {
    ahead.add(new Happening(nowMillis + millis, numbers++, action));
  }

  /** Lets everything happen that is due until then, and makes it then. */
  void goOnTo(long thenMillis) {
    while (!ahead.isEmpty() && ahead.peek().atMillis() <= thenMillis) {
      Happening next = ahead.remove();
      nowMillis = Math.max(nowMillis, next.atMillis());
      next.action().run();
    }
    nowMillis = Math.max(nowMillis, thenMillis);
  }

  /** Returns when the next thing happens; the end of time if nothing does. */
  long nextMillis() {
    return ahead.isEmpty() ? Long.MAX_VALUE : ahead.peek().atMillis();
  }

  /** Forgets all that is to happen. */
  void clear() {
    ahead.clear();
  }

  /** A clock that is wrong by so much. */
  Clock clock(Duration skew) {
    return new Clock() {
      @Override
      public Instant instant() {
        return START.plusMillis(nowMillis).plus(skew);
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("Cannot change the zone: this clock is UTC");
      }
    };
  }
}
