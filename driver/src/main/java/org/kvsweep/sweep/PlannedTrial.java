package org.kvsweep.sweep;

import java.util.Objects;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/**
 * One trial of a sweep, what it will cost and what it is to be given.
 *
 * @param stage what it is trained for
 */
public record PlannedTrial(
    TrialId id, TrialSpec spec, TrialCost cost, Resources resources, Stage stage) {
  public PlannedTrial {
    Objects.requireNonNull(resources, "resources");
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(cost, "cost");
    Objects.requireNonNull(stage, "stage");
  }

  /** A trial whose result is compared. */
  public PlannedTrial(TrialId id, TrialSpec spec, TrialCost cost, Resources resources) {
    this(id, spec, cost, resources, Stage.PLAIN);
  }

  /** A trial with the resources that every trial gets. */
  public PlannedTrial(TrialId id, TrialSpec spec, TrialCost cost) {
    this(id, spec, cost, Resources.STANDARD);
  }

  /** The same trial, with a cost that is known better. */
  public PlannedTrial withCost(TrialCost known) {
    return new PlannedTrial(id, spec, known, resources, stage);
  }

  /** The same trial, trained for something else. */
  public PlannedTrial at(Stage other) {
    return new PlannedTrial(id, spec, cost, resources, other);
  }

  /** The same trial with another seed: its replicate. */
  public PlannedTrial withSeed(long seed) {
    TrialSpec replicate = spec.withSeed(seed);
    return new PlannedTrial(TrialId.of(replicate), replicate, cost, resources, stage);
  }

  /** The workers that train it together, each in a slot of its own. */
  public int workers() {
    return TrainingKeys.distribution(spec.training()).workers();
  }

  /** Seconds that it trains, where its budget is in time; else 0. */
  public double budgetSeconds() {
    return TrainingKeys.seconds(spec.training());
  }
}
