package org.kvsweep.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kvsweep.cli.text.TextColumns;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.RunningTrials;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/** The trials of a sweep with their ids, which other commands ask for. */
record TrialList(SweepResults results, RunningTrials running, TrialLabel labels) {

  /**
   * The trials in that folder, by its sweep file.
   *
   * @throws org.kvsweep.sweep.file.SweepFileException if this build can't read the sweep file
   */
  static TrialList in(ResultsFolder folder, TaskCatalog tasks, Instant now) throws IOException {
    SweepSpec sweep = SavedSweep.of(folder).sweep(tasks);
    EndedTrials ended = folder.ended();
    return new TrialList(SweepResults.of(sweep, ended), folder.running(now), new TrialLabel(sweep));
  }

  List<String> lines() {
    TextColumns table = new TextColumns(List.of("trial", "state", "settings", "result"));
    results.trials().forEach((id, spec) -> table.row(row(id, spec)));
    return table.lines();
  }

  private List<String> row(TrialId id, TrialSpec spec) {
    Optional<TrialRecord> record = Optional.ofNullable(results.ended().get(id));
    return List.of(
        id.value(),
        record.map(ended -> ended.outcome().status().label()).orElseGet(() -> open(id)),
        PlainText.oneLine(labels.of(spec)),
        record.map(TrialList::result).orElse(""));
  }

  private String open(TrialId id) {
    return running
        .find(id)
        .map(trial -> "running %d %%".formatted(trial.percent()))
        .orElse(results.setAside().contains(id) ? "set aside" : "open");
  }

  private static String result(TrialRecord record) {
    String metric = TrialText.metric(record.outcome().run()).replaceFirst("^, ", "");
    return record.cause().map(TrialText::oneLine).orElse(metric);
  }
}
