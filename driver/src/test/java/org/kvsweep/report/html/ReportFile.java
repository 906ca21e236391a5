package org.kvsweep.report.html;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.TableOptions;
import org.kvsweep.results.RunningTrials;

/** A report as a file that a browser opens. */
public final class ReportFile {
  private ReportFile() {}

  /** Writes it, and returns its address. */
  static String write(Path file, SweepResults results, SavedMaps maps, RunningTrials running)
      throws IOException {
    return write(file, SweepAnalysis.of(results, TableOptions.byTask()), maps, running);
  }

  /** Writes that of an ended sweep without saved models, and returns its address. */
  public static String write(Path file, SweepAnalysis analysis) throws IOException {
    return write(file, analysis, SavedMaps.none(), RunningTrials.NONE);
  }

  private static String write(
      Path file, SweepAnalysis analysis, SavedMaps maps, RunningTrials running) throws IOException {
    String page =
        HtmlReport.page(
            analysis,
            new Provenance("0.1.0", "kvsweep run sweep.yaml"),
            "name: by-attention\n",
            maps,
            running);
    return Files.writeString(file, page).toUri().toString();
  }
}
