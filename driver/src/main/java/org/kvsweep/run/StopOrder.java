package org.kvsweep.run;

import java.time.Duration;
import java.time.Instant;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

/** The early end of a sweep: when its trials are told, and when they are interrupted. */
final class StopOrder {
  /** The cause of trials that are interrupted: they are left to the next run. */
  static final TrialOutcome INTERRUPTED =
      new TrialOutcome.Stopped(TrialRun.none(), "the sweep was stopped");

  // Where a sweep ends itself early, its trials get as long as a person at Ctrl-C would give them.
  static final Duration GRACE = Duration.ofSeconds(10);

  private Instant askedAt = Instant.MIN;
  private Duration given = Duration.ZERO;
  private Instant interruptAt = Instant.MAX;
  private boolean told;
  private boolean asked;

  /**
   * The user asks for the end and gives running trials this long, also where the sweep is ending
   * itself already; asked again, nothing more.
   */
  void asked(Duration grace, Instant now) {
    give(asked ? Duration.ZERO : grace, now);
    asked = true;
  }

  private void give(Duration grace, Instant now) {
    askedAt = now;
    given = grace;
    interruptAt = now.plus(grace);
  }

  /** True the first time: trials are to be told now that the sweep is stopping. */
  boolean tells(Instant now) {
    if (interruptAt.equals(Instant.MAX)) {
      give(GRACE, now);
    }
    boolean first = !told;
    told = true;
    return first;
  }

  /** Returns whether what still runs has to be interrupted. */
  boolean interrupts(Instant now) {
    if (now.isBefore(askedAt)) {
      give(given, now); // the clock was set back, by hours maybe
    }
    return !now.isBefore(interruptAt);
  }
}
