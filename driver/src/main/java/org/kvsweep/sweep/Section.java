package org.kvsweep.sweep;

import java.util.Arrays;
import java.util.Optional;
import org.kvsweep.settings.Settings;
import org.kvsweep.trial.TrialSpec;

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

  /** The settings of that section. */
  Settings of(TrialSpec spec) {
    return switch (this) {
      case TASK -> spec.task();
      case MODEL -> spec.model();
      case TRAINING -> spec.training();
    };
  }

  static Optional<Section> of(String label) {
    return Arrays.stream(values()).filter(section -> section.label.equals(label)).findFirst();
  }
}
