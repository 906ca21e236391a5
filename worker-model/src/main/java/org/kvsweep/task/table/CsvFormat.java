package org.kvsweep.task.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.kvsweep.settings.Count;
import org.kvsweep.task.data.Utf8Text;

/**
 * CSV as RFC 4180 has it: a header and rows, quoted where they have to be. Blank lines are left
 * out, and white space around a cell.
 *
 * @param separator between cells
 */
record CsvFormat(char separator) implements TableFormat {

  @Override
  public String extension() {
    return ".csv";
  }

  @Override
  public String rowPlace() {
    return ":%d";
  }

  @Override
  public TableRows read(String file, byte[] content, Set<String> ignored, Problems problems) {
    CSVFormat format =
        CSVFormat.RFC4180.builder().setDelimiter(separator).setIgnoreEmptyLines(true).build();
    List<TableRows.Row> rows = new ArrayList<>();
    try (CSVParser parser = CSVParser.parse(Utf8Text.read(content, file), format)) {
      Iterator<CSVRecord> records = parser.iterator();
      long line = parser.getCurrentLineNumber() + 1;
      while (records.hasNext()) {
        CSVRecord record = records.next();
        rows.add(new TableRows.Row(line, cells(record)));
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

  private static TableRows empty(Problems problems) {
    problems.add("expected a line with the names of the columns, got an empty file");
    return new TableRows(List.of(), List.of(), Set.of());
  }

  private static TableRows checked(List<TableRows.Row> rows, Problems problems) {
    TableRows.Row header = rows.get(0);
    int columns = header.cells().size();
    TableRows.checkNames(header.cells(), problem -> problems.add(header.number(), problem));
    List<TableRows.Row> whole = new ArrayList<>();
    for (TableRows.Row row : rows.subList(1, rows.size())) {
      if (row.cells().size() == columns) {
        whole.add(row);
      } else {
        problems.add(
            row.number(),
            "expected %s, as the header has, got %d"
                .formatted(Count.of(columns, "cell"), row.cells().size()));
      }
    }
    if (whole.isEmpty()) {
      problems.add("expected rows below the header, got none");
    }
    return new TableRows(header.cells(), whole, Set.of());
  }
}
