package org.kvsweep.task.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import org.kvsweep.settings.Count;
import org.kvsweep.task.data.UnfitDataException;
import org.kvsweep.trial.PlainText;

/**
 * All that is wrong with a file, said at once: with the whole, then with its rows from the top
 * down.
 */
public final class Problems {
  /** The most problems that are shown: enough to see what they have in common. */
  private static final int MOST_SHOWN = 20;

  private static final Comparator<Problem> IN_ORDER =
      Comparator.comparingLong(Problem::row).thenComparingLong(Problem::number);

  private final String file;
  private final String rowPlace;
  private final PriorityQueue<Problem> shown = new PriorityQueue<>(IN_ORDER.reversed());
  private long count;

  /** A problem of a row, or of the whole file (0), and which it was in the order of finding. */
  private record Problem(long row, long number, String text) {}

  /**
   * The problems of a file.
   *
   * @param rowPlace as {@link TableFormat#rowPlace()} has it
   */
  Problems(String file, String rowPlace) {
    this.file = file;
    this.rowPlace = rowPlace;
  }

  /** Adds a problem of the row with that number. */
  void add(long row, String what) {
    add(row, String.format(Locale.ROOT, rowPlace, row), what);
  }

  /** Adds a problem of the whole file. */
  public void add(String what) {
    add(0, "", what);
  }

  private void add(long row, String where, String what) {
    count++;
    shown.add(new Problem(row, count, PlainText.oneLine(file + where + ": " + what)));
    if (shown.size() > MOST_SHOWN) {
      shown.remove();
    }
  }

  /**
   * Ends here if there are any.
   *
   * @throws UnfitDataException with the problems
   */
  void raise() {
    if (count == 0) {
      return;
    }
    List<String> lines =
        new ArrayList<>(shown.stream().sorted(IN_ORDER).map(Problem::text).toList());
    if (count > lines.size()) {
      lines.add("and %,d more".formatted(count - lines.size()));
    }
    throw new UnfitDataException(
        "Cannot use the table %s: %s"
            .formatted(PlainText.oneLine(file), Count.of(count, "problem")),
        lines);
  }
}
