package org.kvsweep.report.html;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.kvsweep.report.Reports;
import org.kvsweep.report.RunAgain;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.request.TableRequest;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.TaskCatalog;

/** The tables and the report of a sweep, renewed in its results folder while it runs. */
public final class RenewedReport {
  /** The least time between two reports that are written while the sweep runs. */
  private static final Duration PAUSE = Duration.ofSeconds(20);

  private final SweepSpec sweep;
  private final SweepData data;
  private final TableRequest request;
  private final TaskCatalog tasks;
  private final String version;
  private final RunAgain again;
  private final ResultsFolder results;
  private final SavedMaps maps;
  private final Clock clock;
  private EndedTrials known;

  /**
   * Reports on a sweep.
   *
   * @param data as they are now; trials of other data are not compared
   * @param version of kvsweep that writes the report
   * @param again the command that goes on
   * @param known what the results had at the begin, which need not be read again
   */
  public RenewedReport(
      SweepSpec sweep,
      SweepData data,
      TableRequest request,
      TaskCatalog tasks,
      String version,
      RunAgain again,
      ResultsFolder results,
      EndedTrials known,
      Clock clock) {
    this.sweep = sweep;
    this.data = data;
    this.request = request;
    this.tasks = tasks;
    this.version = version;
    this.again = again;
    this.results = results;
    this.known = known;
    this.maps = new SavedMaps(List.of(results));
    this.clock = clock;
  }

  /** Returns what has ended so far, compared as the request says. */
  public synchronized SweepAnalysis analysis() throws IOException {
    known = results.endedSince(known);
    SweepResults found = SweepResults.of(sweep, known.ofCurrentData(data));
    return SweepAnalysis.of(
        request.compared(found, tasks), request.options(found.trials().values()));
  }

  /** Writes tables and report. */
  public void write(SweepAnalysis analysis) throws IOException {
    Reports.write(analysis, results);
    HtmlReport.write(
        analysis,
        new Provenance(version, again.script(analysis.all())),
        sweep.source(),
        maps,
        results.running(clock.instant()),
        results);
  }

  /** Returns what writes them now and then while the sweep runs, until it is closed. */
  public LiveReport live() {
    return new LiveReport(() -> write(analysis()), PAUSE, clock);
  }
}
