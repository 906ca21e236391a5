package org.kvsweep.task.table;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final Pattern OPEN_QUOTE = Pattern.compile("\\(startline ([0-9]+)\\) EOF");
  private static final Pattern LINE_END = Pattern.compile("\r\n|[\r\n]");
  private static final Pattern TEXT_BEHIND_QUOTE =
      Pattern.compile("\\(line ([0-9]+)\\) invalid char");

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
      for (CSVRecord record : parser) {
        long line = parser.getCurrentLineNumber() - lineEnds(record);
        rows.add(new TableRows.Row(line, cells(record)));
      }
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      addFault(String.valueOf(e.getMessage()), problems);
    }
    return rows.isEmpty() ? empty(problems) : checked(rows, problems);
  }

  /**
   * Adds a quote that nothing ends, or text behind one: what follows can't be told apart. Only the
   * words of the parser say in which line that is.
   */
  private static void addFault(String words, Problems problems) {
    Matcher open = OPEN_QUOTE.matcher(words);
    Matcher behind = TEXT_BEHIND_QUOTE.matcher(words);
    if (open.find()) {
      problems.add(
          Long.parseLong(open.group(1)), "expected an end of the quote that begins here, got none");
    } else if (behind.find()) {
      problems.add(
          Long.parseLong(behind.group(1)),
          "expected a separator behind the end of a quoted cell, got other text; perhaps a quote"
              + " above has no end");
    } else {
      problems.add("expected rows of CSV, got what can't be read: " + words);
    }
  }

  /** Counts the line ends in the cells of a row. */
  private static long lineEnds(CSVRecord record) {
    return record.stream().mapToLong(CsvFormat::lineEnds).sum();
  }

  private static long lineEnds(String cell) {
    boolean any = cell.indexOf('\n') >= 0 || cell.indexOf('\r') >= 0;
    return any ? LINE_END.matcher(cell).results().count() : 0;
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
