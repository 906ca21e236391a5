package org.kvsweep.task.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.kvsweep.settings.Count;
import org.kvsweep.task.table.Problems;
import org.kvsweep.task.table.TableRows;
import org.kvsweep.trial.PlainText;

/** The columns of a Parquet file that hold one value in each row. */
final class FlatColumns {
  /**
   * The most cells of a table: about as many as the largest CSV file has, since a few bytes of
   * Parquet can claim any number.
   */
  private static final long MOST_CELLS = 100_000_000;

  private final ParquetFileReader file;
  private final Problems problems;
  private final List<String> header;
  private final List<Flat> columns = new ArrayList<>();
  private final Set<String> unreadable = new HashSet<>();

  /**
   * A column whose cells are read.
   *
   * @param place in the header
   * @param column in the file
   */
  private record Flat(int place, Type field, ColumnDescriptor column, CellText text) {

    /** Puts its cells of a group of rows into those rows. */
    private void read(PageReadStore pages, ColumnReadStoreImpl group, List<String[]> rows)
        throws IOException {
      long values = pages.getPageReader(column).getTotalValueCount();
      if (values != rows.size()) {
        throw new IOException(
            "expected %,d values of %s, got %,d".formatted(rows.size(), field.getName(), values));
      }
      ColumnReader reader = group.getColumnReader(column);
      for (String[] row : rows) {
        boolean there = reader.getCurrentDefinitionLevel() == column.getMaxDefinitionLevel();
        row[place] = there ? text.of(reader) : "";
        reader.consume();
      }
    }
  }

  /**
   * The columns of that file but for those to be ignored.
   *
   * @param problems hear of columns of other kinds, all of them
   */
  FlatColumns(ParquetFileReader file, Set<String> ignored, Problems problems) {
    this.file = file;
    this.problems = problems;
    MessageType schema = file.getFileMetaData().getSchema();
    this.header = schema.getFields().stream().map(field -> field.getName().strip()).toList();
    TableRows.checkNames(header, problems::add);
    for (int i = 0; i < header.size(); i++) {
      if (!ignored.contains(header.get(i))) {
        add(i, schema);
      }
    }
  }

  private void add(int place, MessageType schema) {
    Type field = schema.getType(place);
    if (!field.isPrimitive() || field.isRepetition(Type.Repetition.REPEATED)) {
      refuse(place, "one value in each cell of %s, got lists or groups");
      return;
    }
    Optional<CellText> text = CellText.of(field.asPrimitiveType());
    if (text.isEmpty()) {
      refuse(place, "numbers, text, booleans or dates in %s, got " + kind(field));
      return;
    }
    ColumnDescriptor column = schema.getColumnDescription(new String[] {field.getName()});
    columns.add(new Flat(place, field, column, text.orElseThrow()));
  }

  private void refuse(int place, String expected) {
    problems.add(
        ("expected " + expected + "; task.ignore leaves it out")
            .formatted(PlainText.shown(header.get(place))));
    unreadable.add(header.get(place));
  }

  private static String kind(Type field) {
    return field.getLogicalTypeAnnotation() == null
        ? field.asPrimitiveType().getPrimitiveTypeName().toString()
        : field.getLogicalTypeAnnotation().toString();
  }

  /**
   * Returns all rows, whose columns of other kinds are empty.
   *
   * @throws IOException if the file is not whole
   */
  TableRows rows() throws IOException {
    long count = file.getRecordCount();
    if (count > MOST_CELLS / Math.max(1, header.size())) {
      problems.add(
          "expected at most %,d cells, got %s of %s"
              .formatted(MOST_CELLS, Count.of(count, "row"), Count.of(header.size(), "column")));
      return new TableRows(header, List.of(), new HashSet<>(header));
    }
    if (count == 0) {
      problems.add("expected rows, got none");
    }
    if (columns.isEmpty()) {
      return new TableRows(header, List.of(), unreadable);
    }
    MessageType read = new MessageType("table", columns.stream().map(Flat::field).toList());
    file.setRequestedSchema(read);
    List<TableRows.Row> rows = new ArrayList<>();
    while (rows.size() < count) {
      for (String[] cells : group(read)) {
        rows.add(new TableRows.Row(rows.size() + 1, Arrays.asList(cells)));
      }
    }
    return new TableRows(header, rows, unreadable);
  }

  private List<String[]> group(MessageType read) throws IOException {
    PageReadStore pages = file.readNextRowGroup();
    if (pages == null) {
      throw new IOException("expected more rows, got the end");
    }
    List<String[]> rows = new ArrayList<>();
    for (long i = 0; i < pages.getRowCount(); i++) {
      String[] row = new String[header.size()];
      Arrays.fill(row, "");
      rows.add(row);
    }
    ColumnReadStoreImpl store =
        new ColumnReadStoreImpl(
            pages,
            new GroupRecordConverter(read).getRootConverter(),
            read,
            file.getFileMetaData().getCreatedBy());
    for (Flat column : columns) {
      column.read(pages, store, rows);
    }
    return rows;
  }
}
