package org.kvsweep.spark;

import java.util.ArrayList;
import java.util.List;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.Axis;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.TrialSpec;

/** The name of a trial for people: its task, its attention, and what else varies in the sweep. */
final class TrialLabel {
  private final List<Axis> axes;

  TrialLabel(SweepSpec sweep) {
    axes = sweep.axes();
  }

  String of(TrialSpec spec) {
    List<String> words = new ArrayList<>(List.of(spec.taskName(), spec.attention().label()));
    for (Axis axis : axes) {
      Object value = section(spec, axis.section()).values().get(axis.key());
      boolean said =
          axis.key().equals(TrialSpec.TASK_NAME) || axis.key().equals(TrialSpec.ATTENTION);
      if (value != null && !said) {
        words.add(axis.key() + "=" + value);
      }
    }
    words.add("seed=" + spec.seed());
    return String.join(" ", words);
  }

  private static Settings section(TrialSpec spec, String name) {
    return switch (name) {
      case "task" -> spec.task();
      case "model" -> spec.model();
      case "training" -> spec.training();
      default -> new Settings(new java.util.TreeMap<>());
    };
  }
}
