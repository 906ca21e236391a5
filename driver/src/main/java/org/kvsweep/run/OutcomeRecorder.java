package org.kvsweep.run;

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

/** Records trials that are over, with where they ran and the address of the log there. */
final class OutcomeRecorder {
  private final ResultsStore results;
  private final Keep keep;
  private final Cluster cluster;
  // The last reports of trials that are set aside: such a trial may end while it does not run.
  private final Map<TrialId, TrialReport> lastReports = new HashMap<>();

  /** A recorder of a sweep that keeps these models. */
  OutcomeRecorder(ResultsStore results, Keep keep, Cluster cluster) {
    this.results = results;
    this.keep = keep;
    this.cluster = cluster;
  }

  /** Takes in that a trial was set aside with that report. */
  void setAside(TrialId id, TrialReport report) {
    lastReports.put(id, report);
  }

  /** Records a trial that is over and was set aside before. */
  void overAside(AttemptVerdict.Over over) throws IOException {
    over(over, lastReports.get(over.attempt().trial().id()), TrainedModel.NONE);
  }

  /** Records a trial that is over with that report. */
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
            cluster
                .log(report.place())
                .map(log -> outcome.withRun(outcome.run().withEnvironment(TrialRecord.LOG, log)))
                .orElse(outcome),
            over.attempt().number(),
            report.where(),
            over.started(),
            over.ended()),
        model,
        keep);
  }
}
