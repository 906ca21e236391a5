package org.kvsweep.spark;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.AttemptVerdict;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;

/** Puts trials that are over into the results, with where they ran and what they logged there. */
final class OutcomeRecorder {
  private static final String LOG = "log";

  private final ResultsStore results;
  private final Keep keep;
  private final ExecutorLogs logs;
  // Of trials that were set aside: it may be decided that they are over while they don't run.
  private final Map<TrialId, TrialReport> lastReports = new HashMap<>();

  /** A recording of a sweep that keeps these models. */
  OutcomeRecorder(ResultsStore results, Keep keep, ExecutorLogs logs) {
    this.results = results;
    this.keep = keep;
    this.logs = logs;
  }

  /** A trial was set aside, as that report says. */
  void setAside(TrialId id, TrialReport report) {
    lastReports.put(id, report);
  }

  /** A trial is over that was set aside. */
  void overAside(AttemptVerdict.Over over) throws IOException {
    over(over, lastReports.get(over.attempt().trial().id()), TrainedModel.NONE);
  }

  /** A trial is over, as that report says. */
  void over(AttemptVerdict.Over over, TrialReport report) throws IOException {
    over(over, report, report.model());
  }

  private void over(AttemptVerdict.Over over, TrialReport report, TrainedModel model)
      throws IOException {
    PlannedTrial trial = over.attempt().trial();
    TrialOutcome outcome = over.outcome();
    lastReports.remove(trial.id());
    results.record(
        new TrialRecord(
            trial.id(),
            trial.spec(),
            logs.of(report.place())
                .map(log -> outcome.withRun(outcome.run().withEnvironment(LOG, log)))
                .orElse(outcome),
            over.attempt().number(),
            report.where(),
            over.started(),
            over.ended()),
        model,
        keep);
  }
}
