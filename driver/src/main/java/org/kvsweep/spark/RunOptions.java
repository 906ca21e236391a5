package org.kvsweep.spark;

import java.util.Objects;
import java.util.Set;
import org.kvsweep.schedule.SchedulePolicy;

/**
 * How a sweep is run, beyond what its file says.
 *
 * @param engine the name of the {@link org.kvsweep.trial.TrialEngine} that trains
 * @param dataFolder where executors find data files
 * @param dataFiles those of its trials, as paths in it, which executors get that don't have them
 */
public record RunOptions(
    String engine, String dataFolder, Set<String> dataFiles, SchedulePolicy policy) {
  public RunOptions {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(dataFolder, "dataFolder");
    Objects.requireNonNull(policy, "policy");
    dataFiles = Set.copyOf(dataFiles);
  }

  /** For trials that read no files. */
  public RunOptions(String engine, String dataFolder, SchedulePolicy policy) {
    this(engine, dataFolder, Set.of(), policy);
  }
}
