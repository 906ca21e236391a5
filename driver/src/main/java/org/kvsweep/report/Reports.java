package org.kvsweep.report;

import java.io.IOException;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.ResultsLayout;

/** Writes what is derived from the trials into the results folder. */
public final class Reports {
  private Reports() {}

  /**
   * Writes {@code table.md}, {@code table.csv}, {@code table.tex} and {@code results.json}. The
   * same trials give the same bytes.
   *
   * @param options what the table shows; Markdown and JSON have the cells beside it
   * @return what was found, to be shown
   */
  public static SweepAnalysis write(
      SweepResults results, TableOptions options, ResultsFolder folder) throws IOException {
    SweepAnalysis analysis = SweepAnalysis.of(results, options);
    ComparisonTable table = analysis.table();
    folder.writeDerived(
        ResultsLayout.TABLE_MARKDOWN, MarkdownTable.write(table, analysis.byCell()));
    folder.writeDerived(ResultsLayout.TABLE_CSV, CsvTable.write(table));
    folder.writeDerived(ResultsLayout.TABLE_LATEX, LatexTable.write(table));
    folder.writeDerived(ResultsLayout.RESULTS_JSON, ResultsJson.write(analysis));
    return analysis;
  }
}
