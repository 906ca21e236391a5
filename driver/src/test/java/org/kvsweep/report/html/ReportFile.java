package org.kvsweep.report.html;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kvsweep.report.SweepAnalysis;
import org.kvsweep.report.SweepResults;
import org.kvsweep.report.TableOptions;
import org.kvsweep.results.RunningTrials;

/** A report as a file that a browser opens. */
final class ReportFile {
  private ReportFile() {}

  /** Writes it, and returns its address. */
  static String write(Path file, SweepResults results, SavedMaps maps, RunningTrials running)
      throws IOException {
    String page =
        HtmlReport.page(
            SweepAnalysis.of(results, TableOptions.byTask()),
            new Provenance("0.1.0", "kvsweep run sweep.yaml"),
            "name: by-attention\n",
            maps,
            running);
    return Files.writeString(file, page).toUri().toString();
  }
}
