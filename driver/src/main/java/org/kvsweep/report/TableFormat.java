package org.kvsweep.report;

import java.util.Locale;
import org.kvsweep.results.ResultsLayout;

/**
 * A form of the comparison table for other programs. Markdown and JSON have the cells beside the
 * rows that were asked for.
 */
public enum TableFormat {
  MARKDOWN(ResultsLayout.TABLE_MARKDOWN),
  CSV(ResultsLayout.TABLE_CSV),
  LATEX(ResultsLayout.TABLE_LATEX),
  JSON(ResultsLayout.RESULTS_JSON);

  private final String file;

  TableFormat(String file) {
    this.file = file;
  }

  /** Returns the name of the file of a results folder that holds this form. */
  String file() {
    return file;
  }

  /** Returns the comparison in this form. */
  public String write(SweepAnalysis analysis) {
    return switch (this) {
      case MARKDOWN -> MarkdownTable.write(analysis.table(), analysis.byCell());
      case CSV -> CsvTable.write(analysis.table());
      case LATEX -> LatexTable.write(analysis.table());
      case JSON -> ResultsJson.write(analysis);
    };
  }

  /** Returns the name as users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
