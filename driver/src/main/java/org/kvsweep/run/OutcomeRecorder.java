package org.kvsweep.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.kvsweep.results.LeaseLostException;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.AttemptVerdict;
import org.kvsweep.schedule.Pause;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records trials that are over, with where they ran and the address of the log there. Where a
 * record can't be written, it tries again for a while: a file server that restarts is back by then.
 * Others go on training meanwhile, and what ends is recorded in that order.
 */
final class OutcomeRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(OutcomeRecorder.class);

  /** Longer than file servers and name nodes take to restart. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

  private final ResultsStore results;
  private final Keep keep;
  private final Cluster cluster;
  private final InstantSource clock;
  // The last reports of trials that are set aside: such a trial may end while it does not run.
  private final Map<TrialId, TrialReport> lastReports = new HashMap<>();
  private final Queue<Ended> unrecorded = new ArrayDeque<>();
  private final Pause betweenTries = new Pause();
  private final Pause patience = new Pause();
  private Optional<IOException> failure = Optional.empty();
  private boolean gaveUp;

  /**
   * A trial that is over.
   *
   * @param then what to do once it is recorded
   */
  private record Ended(TrialRecord record, TrainedModel model, Runnable then) {}

  /** A recorder of a sweep that keeps these models. */
  OutcomeRecorder(ResultsStore results, Keep keep, Cluster cluster, InstantSource clock) {
    this.results = results;
    this.keep = keep;
    this.cluster = cluster;
    this.clock = clock;
  }

  /** Takes in that a trial was set aside with that report. */
  void setAside(TrialId id, TrialReport report) {
    lastReports.put(id, report);
  }

  /** Records a trial that is over and was set aside before. */
  void overAside(AttemptVerdict.Over over, Runnable then) throws LeaseLostException {
    over(over, lastReports.get(over.attempt().trial().id()), TrainedModel.NONE, then);
  }

  /**
   * Records a trial that is over with that report.
   *
   * @param then what to do once it is recorded, which may be later
   * @throws LeaseLostException if another driver has taken over the results
   */
  void over(AttemptVerdict.Over over, TrialReport report, Runnable then) throws LeaseLostException {
    over(over, report, report.model(), then);
  }

  private void over(AttemptVerdict.Over over, TrialReport report, TrainedModel model, Runnable then)
      throws LeaseLostException {
    PlannedTrial trial = over.attempt().trial();
    TrialOutcome outcome = over.outcome();
    lastReports.remove(trial.id());
    TrialRecord record =
        new TrialRecord(
            trial.id(),
            trial.spec(),
            cluster
                .log(report.place())
                .map(log -> outcome.withRun(outcome.run().withEnvironment(TrialRecord.LOG, log)))
                .orElse(outcome),
            over.attempt().number(),
            report.where(),
            over.started(),
            over.ended());
    boolean first = isUpToDate();
    unrecorded.add(new Ended(record, model, then));
    if (first) {
      recordAll();
    }
  }

  /** Returns whether every trial that is over has been recorded. */
  boolean isUpToDate() {
    return unrecorded.isEmpty();
  }

  /** Returns whether records could not be written for so long that the sweep has to end. */
  boolean hasGivenUp() {
    return gaveUp;
  }

  /** Tries again to record what could not be, if the last try is long enough ago. */
  void tryAgain() throws LeaseLostException {
    if (!isUpToDate() && betweenTries.over(clock.instant())) {
      recordAll();
    }
  }

  /**
   * Tries a last time to record what could not be, each trial for itself.
   *
   * @throws IOException if one can't be recorded, or it had given up before
   */
  void finish() throws IOException {
    recordAll();
    gaveUp |= !isUpToDate();
    patience.begin(PATIENCE, clock.instant());
    while (!isUpToDate() && !patience.over(clock.instant())) {
      unrecorded.remove(); // the next may be smaller
      recordAll();
    }
    if (gaveUp) {
      IOException cause = failure.orElseThrow();
      throw new IOException(
          cause.getMessage() + "; what is recorded stays, run the same command again to continue",
          cause);
    }
  }

  /** Records what waits for it, in the order of its ends, until that fails. */
  private void recordAll() throws LeaseLostException {
    while (!isUpToDate()) {
      Ended next = unrecorded.element();
      try {
        results.record(next.record(), next.model(), keep);
      } catch (LeaseLostException taken) {
        throw taken;
      } catch (IOException e) {
        failed(e);
        return;
      }
      unrecorded.remove();
      next.then().run();
    }
    if (failure.isPresent() && !gaveUp) {
      LOG.warn("Every trial that has ended is recorded now");
      failure = Optional.empty();
    }
  }

  private void failed(IOException cause) {
    Instant now = clock.instant();
    if (failure.isEmpty()) {
      LOG.warn(
          "{}; trying again for {} s while trials go on", cause.getMessage(), PATIENCE.toSeconds());
      patience.begin(PATIENCE, now);
    }
    failure = Optional.of(cause);
    gaveUp |= patience.over(now);
    betweenTries.begin(BETWEEN_TRIES, now);
  }
}
