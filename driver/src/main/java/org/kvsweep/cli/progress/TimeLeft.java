package org.kvsweep.cli.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time left as it is shown: estimates of the first moments, which can be far off because the
 * JVM still compiles, are not, and later ones move it gradually.
 */
final class TimeLeft {
  /** How much of the time left has to have passed before an estimate says much. */
  private static final double MEANINGFUL_SHARE = 0.05;

  private static final Duration LEAST_WAIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  /** The time after which 63 % of a change of the estimate is shown. */
  private static final double FOLLOWS_IN_SECONDS = 10;

  private Optional<Instant> firstEstimate = Optional.empty();
  private Optional<Instant> end = Optional.empty();
  private Instant lastEstimate = Instant.MIN;

  void estimated(Duration left, Instant now) {
    Instant first = firstEstimate.orElse(now);
    firstEstimate = Optional.of(first);
    if (end.isPresent()) {
      double passed = seconds(Duration.between(lastEstimate, now));
      double change = seconds(Duration.between(end.get(), now.plus(left)));
      double followed = change * (1 - Math.exp(-passed / FOLLOWS_IN_SECONDS));
      end = end.map(was -> was.plusMillis(Math.round(1000 * followed)));
    } else if (Duration.between(first, now).compareTo(wait(left)) >= 0) {
      end = Optional.of(now.plus(left));
    }
    lastEstimate = now;
  }

  /** Returns how long estimates have to go on before one of so much time left is shown. */
  private static Duration wait(Duration left) {
    Duration share = Duration.ofMillis((long) (MEANINGFUL_SHARE * left.toMillis()));
    if (share.compareTo(LEAST_WAIT) < 0) {
      return LEAST_WAIT;
    }
    return share.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : share;
  }

  /** Returns what is to be shown; empty while nothing meaningful is known. */
  Optional<Duration> at(Instant now) {
    return end.map(expected -> Duration.between(now, expected))
        .map(left -> left.isNegative() ? Duration.ZERO : left);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
