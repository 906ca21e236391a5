package org.kvsweep.spark;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SeedRule;
import org.kvsweep.trial.Retrial;

/**
 * How a sweep is run, beyond what its file says.
 *
 * @param engine the name of the {@link org.kvsweep.trial.TrialEngine} that trains
 * @param dataFolder where executors find data files
 * @param dataFiles those of its trials, as paths in it, which executors get that don't have them
 * @param seedRule says which cells need more seeds, in sweeps that add them
 * @param retrials the trials that have ended and are trained again
 */
public record RunOptions(
    String engine,
    String dataFolder,
    Set<String> dataFiles,
    SchedulePolicy policy,
    SeedRule seedRule,
    Set<Retrial> retrials) {
  public RunOptions {
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(dataFolder, "dataFolder");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(seedRule, "seedRule");
    dataFiles = Set.copyOf(dataFiles);
    retrials = Set.copyOf(retrials);
  }

  /** Where nobody asks for trials to be trained again. */
  public RunOptions(
      String engine,
      String dataFolder,
      Set<String> dataFiles,
      SchedulePolicy policy,
      SeedRule seedRule) {
    this(engine, dataFolder, dataFiles, policy, seedRule, EnumSet.of(Retrial.BY_ITSELF));
  }

  /** For trials that read no files, in sweeps that add no seeds. */
  public RunOptions(String engine, String dataFolder, SchedulePolicy policy) {
    this(engine, dataFolder, Set.of(), policy, SeedRule.NEVER);
  }
}
