package org.kvsweep.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.results.StopRequests;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.schedule.Pause;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops what other processes ask to stop by way of the results. A single trial is told to save its
 * state, and is left to the next run, as if it were cancelled in Spark.
 */
final class RequestedStops {
  private static final Logger LOG = LoggerFactory.getLogger(RequestedStops.class);

  /** How often it looks: within what people wait for, and a request each on an object store. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  private static final TrialOutcome ASKED_FOR =
      new TrialOutcome.Stopped(TrialRun.none(), "it was asked to stop");

  private final ResultsStore results;
  private final SubmittedAttempts attempts;
  private final AttemptEnds ends;
  private final Map<AttemptId, Instant> told = new HashMap<>();
  private final Pause pause = new Pause();
  private StopRequests newest = StopRequests.NONE;
  private boolean unreadable;

  RequestedStops(ResultsStore results, SubmittedAttempts attempts, AttemptEnds ends) {
    this.results = results;
    this.attempts = attempts;
    this.ends = ends;
  }

  /** Stops the trials that are asked for, and returns whether the whole sweep is. */
  boolean look(Instant now) throws IOException {
    if (!pause.over(now)) {
      return false;
    }
    pause.begin(BETWEEN_LOOKS, now);
    read();
    for (SubmittedAttempt attempt : attempts.all()) {
      if (newest.trials().contains(attempt.id().trial())) {
        stop(attempt, now);
      }
    }
    return newest.sweep();
  }

  /** Reads the requests; what can't be read asks for nothing, and training goes on. */
  private void read() {
    try {
      newest = results.stopRequests();
    } catch (IOException e) {
      if (!unreadable) {
        LOG.warn("Cannot see whether this sweep is asked to stop: {}", e.toString());
      }
      unreadable = true;
    }
  }

  private void stop(SubmittedAttempt attempt, Instant now) throws IOException {
    boolean first = !told.containsKey(attempt.id());
    // Earlier than it was told is it only by a clock that was set back.
    Instant since = told.merge(attempt.id(), now, (was, is) -> is.isBefore(was) ? is : was);
    boolean patient = now.isBefore(since.plus(StopOrder.GRACE));
    if (!attempt.running() || !patient) {
      ends.giveUp(attempt.id(), ASKED_FOR);
    } else if (first) {
      attempts.tellToStop(attempt.id());
    }
  }
}
