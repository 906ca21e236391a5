package org.kvsweep.sweep;

import java.util.Arrays;
import java.util.Optional;

/** The parts of a sweep file whose keys a task decides. */
enum Section {
  TASK("task"),
  MODEL("model"),
  TRAINING("training");

  private final String label;

  Section(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  String path(String key) {
    return label + "." + key;
  }

  static Optional<Section> of(String label) {
    return Arrays.stream(values()).filter(section -> section.label.equals(label)).findFirst();
  }
}
