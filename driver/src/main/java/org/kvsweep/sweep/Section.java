package org.kvsweep.sweep;

import java.util.Optional;
import org.kvsweep.settings.Labelled;
import org.kvsweep.settings.Settings;
import org.kvsweep.trial.TrialSpec;

/** The parts of a sweep file whose keys a task decides, or the place where its trials run. */
public enum Section implements Labelled {
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

  /** The path of a key in that section. */
  public SettingPath path(String key) {
    return new SettingPath(this, key);
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

  /** The same trial with other settings in that section. */
  public TrialSpec with(TrialSpec spec, Settings settings) {
    return switch (this) {
      case TASK ->
          new TrialSpec(settings, spec.model(), spec.training(), spec.resources(), spec.seed());
      case MODEL ->
          new TrialSpec(spec.task(), settings, spec.training(), spec.resources(), spec.seed());
      case TRAINING ->
          new TrialSpec(spec.task(), spec.model(), settings, spec.resources(), spec.seed());
      case RESOURCES -> spec.withResources(settings);
    };
  }

  public static Optional<Section> of(String label) {
    return Labelled.of(Section.class, label);
  }
}
