package org.kvsweep.task.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.kvsweep.settings.Count;
import org.kvsweep.trial.PlainText;

/**
 * The cells of a CSV file as RFC 4180 has it: a header and rows, quoted where they have to be.
 * Blank lines are left out, and white space around a cell.
 *
 * @param header the names of the columns
 * @param rows all of them with a cell for each column
 */
record CsvRows(List<String> header, List<Row> rows) {
  private static final int MOST_COLUMNS = 10_000;

  /**
   * A row.
   *
   * @param line in which it begins, from 1
   */
  record Row(long line, List<String> cells) {}

  /** The rows of that text; what is wrong with them is added to the problems. */
  static CsvRows read(String text, char separator, Problems problems) {
    CSVFormat format =
        CSVFormat.RFC4180.builder().setDelimiter(separator).setIgnoreEmptyLines(true).build();
    List<Row> rows = new ArrayList<>();
    try (CSVParser parser = CSVParser.parse(text, format)) {
      Iterator<CSVRecord> records = parser.iterator();
      long line = parser.getCurrentLineNumber() + 1;
      while (records.hasNext()) {
        CSVRecord record = records.next();
        rows.add(new Row(line, cells(record)));
        line = parser.getCurrentLineNumber() + 1;
      }
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      // A quote that nothing ends, or text behind one: what follows can't be told apart.
      problems.add("expected quoted cells to end: " + e.getMessage());
    }
    return rows.isEmpty() ? empty(problems) : checked(rows, problems);
  }

  private static List<String> cells(CSVRecord record) {
    return record.stream().map(String::strip).toList();
  }

  private static CsvRows empty(Problems problems) {
    problems.add("expected a line with the names of the columns, got an empty file");
    return new CsvRows(List.of(), List.of());
  }

  private static CsvRows checked(List<Row> rows, Problems problems) {
    List<String> header = rows.get(0).cells();
    checkHeader(rows.get(0), problems);
    List<Row> whole = new ArrayList<>();
    for (Row row : rows.subList(1, rows.size())) {
      if (row.cells().size() == header.size()) {
        whole.add(row);
      } else {
        problems.add(
            row.line(),
            "expected %s, as the header has, got %d"
                .formatted(Count.of(header.size(), "cell"), row.cells().size()));
      }
    }
    if (whole.isEmpty()) {
      problems.add("expected rows below the header, got none");
    }
    return new CsvRows(header, whole);
  }

  private static void checkHeader(Row header, Problems problems) {
    if (header.cells().size() > MOST_COLUMNS) {
      problems.add(
          header.line(),
          "expected at most %,d columns, got %,d".formatted(MOST_COLUMNS, header.cells().size()));
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < header.cells().size(); i++) {
      String name = header.cells().get(i);
      if (name.isEmpty()) {
        problems.add(header.line(), "expected a name for column %d, got none".formatted(i + 1));
      } else if (!seen.add(name)) {
        problems.add(
            header.line(),
            "expected each column once, got %s twice".formatted(PlainText.shown(name)));
      }
    }
  }
}
