package org.kvsweep.report;

import java.io.IOException;
import java.util.List;
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
   * @return the table that was written, to be shown
   */
  public static ComparisonTable write(
      SweepResults results, TableOptions options, ResultsFolder folder) throws IOException {
    ComparisonTable table = ComparisonTable.of(results, options);
    ComparisonTable byCell = ComparisonTable.of(results, options.byCell());
    List<TaskAnalysis> analyses = TaskAnalysis.of(results, byCell);
    folder.writeDerived(ResultsLayout.TABLE_MARKDOWN, MarkdownTable.write(table, byCell));
    folder.writeDerived(ResultsLayout.TABLE_CSV, CsvTable.write(table));
    folder.writeDerived(ResultsLayout.TABLE_LATEX, LatexTable.write(table));
    folder.writeDerived(
        ResultsLayout.RESULTS_JSON, ResultsJson.write(results, table, byCell, analyses));
    return table;
  }
}
