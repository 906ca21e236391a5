package org.kvsweep.sweep;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/**
 * A checked sweep file: its trials in the order of the file, each once.
 *
 * @param name of the sweep; the default results folder is named after it, so it is safe as a file
 *     name
 * @param axes what varies, in the order of the file
 * @param trials every trial that is planned before any has ended
 * @param source the text of the sweep file, kept with the results
 * @param keep of which trials the model is kept
 * @param checkpoints when running trials keep their state
 * @param procedure what happens to the trials beyond being trained
 * @param compared what the trials are compared by; empty where they are only ranked
 */
public record SweepSpec(
    String name,
    List<Axis> axes,
    List<PlannedTrial> trials,
    String source,
    Keep keep,
    CheckpointPolicy checkpoints,
    SweepPolicy procedure,
    Optional<ComparedKey> compared) {
  public SweepSpec {
    Objects.requireNonNull(keep, "keep");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(procedure, "procedure");
    Objects.requireNonNull(checkpoints, "checkpoints");
    Objects.requireNonNull(compared, "compared");
    axes = List.copyOf(axes);
    trials = List.copyOf(trials);
  }

  /** The side of a trial in the comparison; the same for all where nothing is compared. */
  public String side(TrialSpec trial) {
    return compared.map(key -> key.side(trial)).orElse("");
  }

  /** The same sweep with the costs of trials that are known better. */
  public SweepSpec withCosts(Map<TrialId, TrialCost> known) {
    List<PlannedTrial> costed =
        trials.stream()
            .map(trial -> trial.withCost(known.getOrDefault(trial.id(), trial.cost())))
            .toList();
    return new SweepSpec(name, axes, costed, source, keep, checkpoints, procedure, compared);
  }

  /** Makes a sweep whose file does not say what is compared. */
  public SweepSpec(
      String name,
      List<Axis> axes,
      List<PlannedTrial> trials,
      String source,
      Keep keep,
      CheckpointPolicy checkpoints,
      SweepPolicy procedure) {
    this(
        name,
        axes,
        trials,
        source,
        keep,
        checkpoints,
        procedure,
        ComparedKey.attentionOf(trials.stream().map(PlannedTrial::spec).toList()));
  }

  /** Makes a sweep whose file only says what to train. */
  public SweepSpec(String name, List<Axis> axes, List<PlannedTrial> trials, String source) {
    this(name, axes, trials, source, Keep.NONE, CheckpointPolicy.STANDARD, SweepPolicy.PLAIN);
  }
}
