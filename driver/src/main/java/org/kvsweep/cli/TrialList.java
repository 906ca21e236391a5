package org.kvsweep.cli;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.kvsweep.cli.text.TextColumns;
import org.kvsweep.cli.text.TrialText;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.RunningTrials.RunningTrial;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/**
 * The trials of a sweep with their ids, which other commands ask for.
 *
 * @param otherData trials that have ended and saw other data than later ones
 */
record TrialList(
    SweepResults results,
    Set<TrialId> otherData,
    Map<TrialId, RunningTrial> running,
    TrialLabel labels) {

  /**
   * The digits of an id that are shown: enough to tell the trials of a sweep apart, and all that
   * commands need.
   */
  private static final int SHORT_ID = 8;

  /** The place of the purpose among the columns, where there is one. */
  private static final int PURPOSE_COLUMN = 2;

  /**
   * The trials in that folder, by its sweep file.
   *
   * @throws org.kvsweep.sweep.file.SweepFileException if this build can't read the sweep file
   */
  static TrialList in(ResultsFolder folder, TaskCatalog tasks, Instant now) throws IOException {
    SweepSpec sweep = SavedSweep.of(folder).sweep(tasks);
    EndedTrials ended = folder.ended().ofCurrentData(SweepData.NONE);
    return new TrialList(
        SweepResults.of(sweep, ended),
        ended.otherData(),
        folder.running(now).byId(),
        new TrialLabel(sweep));
  }

  /**
   * The table, with the purposes of trials where a sweep chooses settings. Where it would be too
   * wide, with short ids, without purposes, with only the settings that differ, and with the number
   * of a metric before its name, which may be cut off.
   */
  List<String> lines(int width) {
    boolean purposes = results.tuning().isPresent();
    List<String> full = lines(purposes, TrialId::value, labels::of, metric -> metric);
    return full.stream().allMatch(line -> line.length() <= width)
        ? full
        : lines(
            false,
            id -> id.value().substring(0, SHORT_ID),
            labels::ofDifferences,
            metric -> metric.replaceFirst("(.+) (\\S+)", "$2 $1"));
  }

  private List<String> lines(
      boolean purposes,
      Function<TrialId, String> name,
      Function<TrialSpec, String> label,
      UnaryOperator<String> metric) {
    List<String> columns = new ArrayList<>(List.of("trial", "state", "settings", "result"));
    if (purposes) {
      columns.add(PURPOSE_COLUMN, "purpose");
    }
    TextColumns table = new TextColumns(columns);
    results
        .trials()
        .forEach(
            (id, spec) -> {
              List<String> row =
                  new ArrayList<>(row(id, name.apply(id), label.apply(spec), metric));
              if (purposes) {
                row.add(PURPOSE_COLUMN, results.purpose(id).label());
              }
              table.row(row);
            });
    return table.lines();
  }

  private List<String> row(TrialId id, String name, String label, UnaryOperator<String> metric) {
    Optional<RunningTrial> runs = Optional.ofNullable(running.get(id));
    Optional<TrialRecord> record =
        Optional.ofNullable(results.ended().get(id)).filter(ended -> runs.isEmpty());
    return List.of(
        name,
        runs.map(trial -> "running %d %%".formatted(trial.percent()))
            .or(() -> record.map(ended -> ended.outcome().status().label()))
            .orElseGet(() -> waiting(id)),
        PlainText.oneLine(label),
        record.map(ended -> result(ended, metric)).orElse(""));
  }

  private String waiting(TrialId id) {
    if (otherData.contains(id)) {
      return "other data";
    }
    return results.setAside().contains(id) ? "set aside" : "open";
  }

  private static String result(TrialRecord record, UnaryOperator<String> shown) {
    String metric = TrialText.metric(record.outcome().run()).replaceFirst("^, ", "");
    return record.cause().map(TrialText::oneLine).orElse(shown.apply(metric));
  }
}
