package org.kvsweep.sweep;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Of which trials of a sweep the trained model is kept. */
public enum Keep {
  /** Of none. */
  NONE("none"),
  /** Of the best seed of each cell, by what it reached on validation data. */
  BEST("best"),
  /** Of every completed trial. */
  ALL("all");

  private final String label;

  Keep(String label) {
    this.label = label;
  }

  static Optional<Keep> of(String label) {
    return Arrays.stream(values()).filter(keep -> keep.label.equals(label)).findFirst();
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(keep -> keep.label).toList();
  }
}
