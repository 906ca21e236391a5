package org.kvsweep.sweep;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How the trials of a sweep are chosen from its lists. */
enum Search {
  /** Every combination. */
  GRID("grid");

  private final String label;

  Search(String label) {
    this.label = label;
  }

  static Optional<Search> of(String label) {
    return Arrays.stream(values()).filter(search -> search.label.equals(label)).findFirst();
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(search -> search.label).toList();
  }
}
