package org.kvsweep.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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

  /** Writes the comparison in this form; that of a large sweep is larger than a text can be. */
  void write(SweepAnalysis analysis, OutputStream to) throws IOException {
    switch (this) {
      case MARKDOWN, CSV, LATEX -> to.write(write(analysis).getBytes(StandardCharsets.UTF_8));
      case JSON -> ResultsJson.write(analysis, to);
    }
  }

  /** Returns the name as users write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
