package org.kvsweep.sweep;

import java.util.SortedSet;
import java.util.TreeSet;

/** Gathers what is wrong with one sweep file, so that all of it is reported together. */
final class Problems {
  private final String file;
  private final SortedSet<Problem> found = new TreeSet<>();

  Problems(String file) {
    this.file = file;
  }

  /** Adds a problem; the same one at the same place counts once. */
  void add(Position position, String path, String message) {
    found.add(new Problem(file, position.line(), position.column(), path, message));
  }

  boolean none() {
    return found.isEmpty();
  }

  /**
   * Ends the reading if anything was found.
   *
   * @throws SweepFileException with all problems, by line
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new SweepFileException(found);
    }
  }
}
