package org.kvsweep.report;

import java.io.IOException;
import org.kvsweep.results.DerivedFiles;

/** Writes what is derived from the trials into the results folder. */
public final class Reports {
  private Reports() {}

  /**
   * Writes the table in every {@link TableFormat}: {@code table.md}, {@code table.csv}, {@code
   * table.tex} and {@code results.json}. The same trials give the same bytes.
   */
  public static void write(SweepAnalysis analysis, DerivedFiles folder) throws IOException {
    for (TableFormat format : TableFormat.values()) {
      folder.writeDerived(format.file(), to -> format.write(analysis, to));
    }
  }
}
