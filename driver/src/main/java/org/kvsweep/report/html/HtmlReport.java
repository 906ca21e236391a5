package org.kvsweep.report.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kvsweep.report.BestSettings;
import org.kvsweep.report.CellAxes;
import org.kvsweep.report.PageSample;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.DerivedFiles;
import org.kvsweep.results.ResultsLayout;
import org.kvsweep.results.RunningTrials;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.TrialJson;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/** The report of a sweep: its data, and the same as one HTML file. */
public final class HtmlReport {
  /** The most characters of a stack trace or log that the page carries for each failed trial. */
  private static final int MOST_DETAILS = 4_000;

  /** The most failed trials of which the page carries them. */
  private static final int MOST_DETAILED = 500;

  /** The most values of a version or machine that are listed. */
  private static final int MOST_ENVIRONMENT_VALUES = 8;

  /** The most best settings, of sides in tasks: far more than the page shows. */
  private static final int MOST_BEST = 2_000;

  private HtmlReport() {}

  /**
   * Writes {@code report.html} of a sweep that does not run. The same trials give the same bytes.
   */
  public static void write(
      SweepAnalysis analysis,
      Provenance provenance,
      String sweepSource,
      SavedMaps maps,
      DerivedFiles folder)
      throws IOException {
    write(analysis, provenance, sweepSource, maps, RunningTrials.NONE, folder);
  }

  /** Writes {@code report.html} into the folder, with what runs now. */
  public static void write(
      SweepAnalysis analysis,
      Provenance provenance,
      String sweepSource,
      SavedMaps maps,
      RunningTrials running,
      DerivedFiles folder)
      throws IOException {
    folder.writeDerived(
        ResultsLayout.REPORT_HTML, page(analysis, provenance, sweepSource, maps, running));
  }

  static String page(
      SweepAnalysis analysis,
      Provenance provenance,
      String sweepSource,
      SavedMaps maps,
      RunningTrials running)
      throws IOException {
    ObjectNode data = data(analysis, provenance, sweepSource, maps);
    RunningSection.addTo(data, analysis.all(), List.of(running));
    return HtmlPage.REPORT.with(
        analysis.table().sweep() + ": kvsweep", data, HtmlPage.Connections.NONE);
  }

  /**
   * Returns the data that the page shows, without what runs.
   *
   * @param sweepSource the text of the sweep file; empty if it is not known
   * @param maps what attention does in the models that are kept
   * @throws IOException if what is kept can't be listed
   */
  public static ObjectNode data(
      SweepAnalysis analysis, Provenance provenance, String sweepSource, SavedMaps maps)
      throws IOException {
    ObjectNode data = TrialJson.object();
    SweepAnalysis sample = PageSample.of(analysis);
    data.set("results", analysis.json());
    ArrayNode best = data.putArray("best");
    BestSettings.of(analysis).stream()
        .limit(MOST_BEST)
        .forEach(settings -> best.add(settings.json()));
    LearningCurves.addTo(data.putArray("curves"), sample);
    TrialCurves.addTo(data.putObject("trialCurves"), analysis);
    addSettings(data.putObject("settings"), analysis.results());
    AttentionSection.addTo(data.putObject("attention"), sample, maps);
    analysis
        .all()
        .tuning()
        .filter(tuning -> !tuning.sides().isEmpty())
        .ifPresent(tuning -> data.set("tuning", TuningSection.of(tuning)));
    addEnvironment(data.putObject("environment"), analysis);
    addDetails(data.putObject("details"), analysis);
    data.put("version", provenance.version());
    data.put("command", provenance.command());
    data.put("sweepSource", sweepSource);
    return data;
  }

  /** Adds the settings that all trials of a task share, which the results leave out. */
  private static void addSettings(ObjectNode node, SweepResults results) {
    CellAxes axes = CellAxes.of(results);
    for (TrialSpec spec : results.trials().values()) {
      if (!node.has(spec.taskName())) {
        ObjectNode settings = node.putObject(spec.taskName());
        axes.fixed(spec).forEach(settings::put);
      }
    }
  }

  private static void addEnvironment(ObjectNode node, SweepAnalysis analysis) {
    Map<String, NavigableSet<String>> values = new TreeMap<>();
    for (TrialRecord record : analysis.all().ended().values()) {
      record
          .outcome()
          .run()
          .environment()
          .forEach((key, value) -> add(values.computeIfAbsent(key, k -> new TreeSet<>()), value));
    }
    values.forEach(
        (key, distinct) -> {
          ArrayNode list = node.putArray(key);
          distinct.forEach(list::add);
        });
  }

  /** Adds a value, of which the first so many are kept. */
  private static void add(NavigableSet<String> values, String value) {
    values.add(value);
    if (values.size() > MOST_ENVIRONMENT_VALUES) {
      values.pollLast();
    }
  }

  private static void addDetails(ObjectNode node, SweepAnalysis analysis) {
    for (TrialRecord record : analysis.results().ended().values()) {
      if (node.size() == MOST_DETAILED) {
        return;
      }
      record
          .outcome()
          .failure()
          .map(TrialOutcome.Failed::details)
          .filter(details -> !details.isEmpty())
          .ifPresent(
              details ->
                  node.put(
                      record.id().value(),
                      details.length() <= MOST_DETAILS
                          ? details
                          : details.substring(0, MOST_DETAILS) + "…"));
    }
  }
}
