package org.kvsweep.report;

import java.io.IOException;
import org.kvsweep.results.DerivedFiles;
import org.kvsweep.results.ResultsLayout;

/** Writes what is derived from the trials into the results folder. */
public final class Reports {
  private Reports() {}

  /**
   * Writes {@code table.md}, {@code table.csv}, {@code table.tex} and {@code results.json};
   * Markdown and JSON have the cells beside the rows that were asked for. The same trials give the
   * same bytes.
   */
  public static void write(SweepAnalysis analysis, DerivedFiles folder) throws IOException {
    ComparisonTable table = analysis.table();
    folder.writeDerived(
        ResultsLayout.TABLE_MARKDOWN, MarkdownTable.write(table, analysis.byCell()));
    folder.writeDerived(ResultsLayout.TABLE_CSV, CsvTable.write(table));
    folder.writeDerived(ResultsLayout.TABLE_LATEX, LatexTable.write(table));
    folder.writeDerived(ResultsLayout.RESULTS_JSON, ResultsJson.write(analysis));
  }
}
