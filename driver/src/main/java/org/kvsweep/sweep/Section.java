package org.kvsweep.sweep;

import java.util.Optional;
import org.kvsweep.settings.Settings;
import org.kvsweep.trial.TrialSpec;

/** The parts of a sweep file whose keys a task decides, or the place where its trials run. */
public enum Section implements Choice {
  TASK("task"),
  MODEL("model"),
  TRAINING("training"),
  RESOURCES("resources");

  private final String label;

  Section(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  public String path(String key) {
    return label + "." + key;
  }

  /** The settings of that section. */
  public Settings of(TrialSpec spec) {
    return switch (this) {
      case TASK -> spec.task();
      case MODEL -> spec.model();
      case TRAINING -> spec.training();
      case RESOURCES -> spec.resources();
    };
  }

  public static Optional<Section> of(String label) {
    return Choice.of(Section.class, label);
  }
}
