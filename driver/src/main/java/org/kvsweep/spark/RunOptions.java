package org.kvsweep.spark;

import java.util.Objects;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SeedRule;

/**
 * How a sweep is run, beyond what its file says.
 *
 * @param engine the name of the {@link org.kvsweep.trial.TrialEngine} that trains
 * @param dataFolder where executors find data files
 * @param seedRule says which cells need more seeds, in sweeps that add them
 */
public record RunOptions(
    String engine, String dataFolder, SchedulePolicy policy, SeedRule seedRule) {
  public RunOptions {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(dataFolder, "dataFolder");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(seedRule, "seedRule");
  }

  /** A run that adds no seeds, whatever the sweep file says. */
  public RunOptions(String engine, String dataFolder, SchedulePolicy policy) {
    this(engine, dataFolder, policy, SeedRule.NEVER);
  }
}
