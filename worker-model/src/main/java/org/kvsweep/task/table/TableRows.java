package org.kvsweep.task.table;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.kvsweep.trial.PlainText;

/**
 * The cells of a table as text, without white space around them. An empty cell has no value.
 *
 * @param header the names of the columns
 * @param rows all of them with a cell for each column
 * @param unreadable columns that are a problem as such, whose cells mean nothing
 */
public record TableRows(List<String> header, List<Row> rows, Set<String> unreadable) {
  private static final int MOST_COLUMNS = 10_000;

  /**
   * A row.
   *
   * @param number of the line in which it begins, or of the row, from 1
   */
  public record Row(long number, List<String> cells) {}

  /** Says what is wrong with the names of columns. */
  public static void checkNames(List<String> names, Consumer<String> problems) {
    if (names.size() > MOST_COLUMNS) {
      problems.accept(
          "expected at most %,d columns, got %,d".formatted(MOST_COLUMNS, names.size()));
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (name.isEmpty()) {
        problems.accept("expected a name for column %d, got none".formatted(i + 1));
      } else if (!seen.add(name)) {
        problems.accept("expected each column once, got %s twice".formatted(PlainText.shown(name)));
      }
    }
  }
}
