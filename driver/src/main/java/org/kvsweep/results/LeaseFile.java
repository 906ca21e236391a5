package org.kvsweep.results;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.kvsweep.trial.StrictObject;
import org.kvsweep.trial.TrialJson;

/**
 * The contents of a lease file.
 *
 * @param heartbeat when its holder last wrote it
 * @param expiry how long after a heartbeat the holder counts as alive
 * @param released true once the holder has no more to write
 */
record LeaseFile(
    LeaseHolder holder, Instant started, Instant heartbeat, Duration expiry, boolean released) {

  /**
   * The difference of clocks that is ignored: machines that ask a time server agree within less,
   * and it is below the pause between heartbeats.
   */
  private static final Duration CLOCKS_AGREE = Duration.ofSeconds(5);

  /**
   * The longest expiry, ten times what we write; a file that says more must not keep others waiting
   * for longer.
   */
  private static final long LONGEST_EXPIRY_SECONDS = 600;

  LeaseFile beating(Instant now) {
    return new LeaseFile(holder, started, now, expiry, false);
  }

  LeaseFile released(Instant now) {
    return new LeaseFile(holder, started, now, expiry, true);
  }

  /** Returns whether one process wrote both, at one time of taking the lease. */
  boolean ofSameHolder(LeaseFile other) {
    return holder.equals(other.holder) && started.equals(other.started);
  }

  /** Returns whether the heartbeat is so old that its holder counts as dead, if clocks agree. */
  boolean expired(Instant now) {
    return heartbeat.plus(expiry).isBefore(now);
  }

  /** Returns whether the heartbeat is of a time at which a holder that has not ended lives now. */
  boolean tellsLife(Instant now) {
    return !expired(now) && !heartbeat.isAfter(now.plus(CLOCKS_AGREE));
  }

  /**
   * Returns the time since the last heartbeat, as far as clocks tell: none for one that is still to
   * come.
   */
  Duration silence(Instant now) {
    return heartbeat.isAfter(now) ? Duration.ZERO : Duration.between(heartbeat, now);
  }

  /**
   * Says how far the holder's clock is from the reader's if the heartbeat was written just now;
   * empty if they agree within some seconds.
   */
  Optional<String> clock(Instant now) {
    Duration ahead = Duration.between(now, heartbeat);
    return ahead.abs().compareTo(CLOCKS_AGREE) <= 0
        ? Optional.empty()
        : Optional.of(
            "its clock is %d s %s this one"
                .formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of"));
  }

  String write() {
    return TrialJson.text(
            TrialJson.object()
                .put("host", holder.host())
                .put("pid", holder.pid())
                .put("machine", holder.machine())
                .put("started", started.toString())
                .put("heartbeat", heartbeat.toString())
                .put("expirySeconds", expiry.toSeconds())
                .put("released", released))
        + "\n";
  }

  /**
   * The lease in that text.
   *
   * @throws IllegalArgumentException if it is none
   */
  static LeaseFile read(String text) {
    StrictObject json = StrictObject.of(TrialJson.parse(text), "lease");
    return new LeaseFile(
        new LeaseHolder(json.text("host"), json.text("machine"), json.whole("pid")),
        TrialFile.instant(json, "started"),
        TrialFile.instant(json, "heartbeat"),
        Duration.ofSeconds(
            Math.max(1, Math.min(json.whole("expirySeconds"), LONGEST_EXPIRY_SECONDS))),
        json.flag("released"));
  }
}
