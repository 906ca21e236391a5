package org.kvsweep.task.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kvsweep.settings.Count;
import org.kvsweep.task.data.UnfitDataException;
import org.kvsweep.trial.PlainText;

/** All that is wrong with a file, said at once. */
public final class Problems {
  /** The most problems that are shown: enough to see what they have in common. */
  private static final int MOST_SHOWN = 20;

  private final String file;
  private final String rowPlace;
  private final List<String> shown = new ArrayList<>();
  private long count;

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
    add(String.format(Locale.ROOT, rowPlace, row), what);
  }

  /** Adds a problem of the whole file. */
  public void add(String what) {
    add("", what);
  }

  private void add(String where, String what) {
    count++;
    if (shown.size() < MOST_SHOWN) {
      shown.add(PlainText.oneLine(file + where + ": " + what));
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
    if (count > shown.size()) {
      shown.add("and %,d more".formatted(count - shown.size()));
    }
    throw new UnfitDataException(
        "Cannot use the table %s: %s"
            .formatted(PlainText.oneLine(file), Count.of(count, "problem")),
        shown);
  }
}
