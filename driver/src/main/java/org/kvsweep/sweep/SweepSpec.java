package org.kvsweep.sweep;

import java.util.List;
import java.util.Objects;
import org.kvsweep.trial.CheckpointPolicy;

/**
 * A sweep file after checking: its trials in the order of the file, each once.
 *
 * @param name of the sweep; the default results folder is named after it, so it is safe as a file
 *     name
 * @param axes what varies, in the order of the file
 * @param trials every trial of the grid, first axis slowest
 * @param source the text of the sweep file, kept with the results
 * @param checkpoints when running trials keep their state
 */
public record SweepSpec(
    String name,
    List<Axis> axes,
    List<PlannedTrial> trials,
    String source,
    CheckpointPolicy checkpoints) {
  public SweepSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(checkpoints, "checkpoints");
    axes = List.copyOf(axes);
    trials = List.copyOf(trials);
  }

  /** A sweep that keeps checkpoints as all do whose files don't say otherwise. */
  public SweepSpec(String name, List<Axis> axes, List<PlannedTrial> trials, String source) {
    this(name, axes, trials, source, CheckpointPolicy.STANDARD);
  }
}
