package org.kvsweep.sweep;

import java.util.ArrayList;
import java.util.List;
import org.kvsweep.settings.Settings;
import org.kvsweep.trial.TrialSpec;

/**
 * Names trials for people: task, attention, what else varies in the sweep, and the seed. For
 * example {@code reverse kv-pos length=16 depth=2 seed=1}.
 */
public final class TrialLabel {
  private final List<Axis> axes;

  /** Labels for the trials of that sweep. */
  public TrialLabel(SweepSpec sweep) {
    axes = sweep.axes().stream().filter(axis -> !alwaysSaid(axis)).toList();
  }

  public String of(TrialSpec spec) {
    return of(spec, true);
  }

  /** The label of the cell, which its seeds share. */
  public String ofCell(TrialSpec spec) {
    return of(spec, false);
  }

  private String of(TrialSpec spec, boolean seed) {
    List<String> words = new ArrayList<>(List.of(spec.taskName(), spec.attention().label()));
    for (Axis axis : axes) {
      Object value = Section.of(axis.section()).orElseThrow().of(spec).values().get(axis.key());
      if (value != null) {
        words.add(axis.key() + "=" + Settings.text(value));
      }
    }
    if (seed) {
      words.add("seed=" + spec.seed());
    }
    return String.join(" ", words);
  }

  private static boolean alwaysSaid(Axis axis) {
    return axis.path().equals(Section.TASK.path(TrialSpec.TASK_NAME))
        || axis.path().equals(Section.MODEL.path(TrialSpec.ATTENTION));
  }
}
