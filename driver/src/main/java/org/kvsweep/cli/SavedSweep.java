package org.kvsweep.cli;

import java.io.IOException;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.ResultsLayout;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;

/**
 * The sweep file that a results folder keeps.
 *
 * @param file its place, for messages
 */
record SavedSweep(String text, String file) {

  /**
   * The file of that folder.
   *
   * @throws IOException if it has none
   */
  static SavedSweep of(ResultsFolder results) throws IOException {
    String file = results.location() + "/" + ResultsLayout.SWEEP;
    return new SavedSweep(
        results
            .sweepSource()
            .orElseThrow(
                () -> new IOException("Cannot read %s: expected a file, got none".formatted(file))),
        file);
  }

  /**
   * The sweep that it describes, for reading its results.
   *
   * @throws org.kvsweep.sweep.file.SweepFileException if this build can't read it
   */
  SweepSpec sweep(TaskCatalog tasks) {
    return SweepFile.readSaved(text, file, tasks);
  }
}
