package org.kvsweep.sweep.file;

import java.util.Objects;

/**
 * A place in a sweep file, or on the command line.
 *
 * @param line from 1; 0 for the file as a whole
 * @param column from 1, in characters; 0 for the file as a whole
 * @param option of the command line that is the place, such as {@code --set model.depth=2}; empty
 *     for a place in the file
 */
record Position(int line, int column, String option) {
  static final Position WHOLE_FILE = new Position(0, 0);
  static final Position START = new Position(1, 1);

  Position {
    Objects.requireNonNull(option, "option");
  }

  /** A place in the file. */
  Position(int line, int column) {
    this(line, column, "");
  }

  /** The place of what an option says. */
  static Position of(String option) {
    return new Position(0, 0, option);
  }

  /** Returns the place in words: {@code line 7}, or the option. */
  String described() {
    return option.isEmpty() ? "line " + line : option;
  }
}
