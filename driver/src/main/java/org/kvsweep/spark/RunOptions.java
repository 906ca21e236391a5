package org.kvsweep.spark;

import java.util.Objects;
import org.kvsweep.schedule.SchedulePolicy;

/**
 * How a sweep is run, beyond what its file says.
 *
 * @param engine the name of the {@link org.kvsweep.trial.TrialEngine} that trains
 * @param dataFolder where executors find data files
 */
public record RunOptions(String engine, String dataFolder, SchedulePolicy policy) {
  public RunOptions {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(dataFolder, "dataFolder");
    Objects.requireNonNull(policy, "policy");
  }
}
