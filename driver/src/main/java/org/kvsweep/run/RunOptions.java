package org.kvsweep.run;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.kvsweep.results.CurrentData;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SeedRule;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.trial.Retrial;

/**
 * The options of a run of a sweep, beyond what its file says.
 *
 * @param dataFolder where executors find data files, of trials of which nothing else is known
 * @param data of its trials; executors get the files that they don't have
 * @param seedRule says which cells need more seeds, in sweeps that add them
 * @param retrials the trials that have ended and are trained again
 * @param shorter ended trials from whose last states longer ones go on
 */
public record RunOptions(
    String dataFolder,
    SweepData data,
    SchedulePolicy policy,
    SeedRule seedRule,
    Set<Retrial> retrials,
    ShorterTrials shorter) {
  public RunOptions {
    Objects.requireNonNull(dataFolder, "dataFolder");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(seedRule, "seedRule");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(shorter, "shorter");
    retrials = Set.copyOf(retrials);
  }

  /** Makes options of a run in which nobody asks for trials to be trained again. */
  public RunOptions(String dataFolder, SweepData data, SchedulePolicy policy, SeedRule seedRule) {
    this(dataFolder, data, policy, seedRule, EnumSet.of(Retrial.BY_ITSELF), ShorterTrials.NONE);
  }

  /** Makes options for trials that read no files, in sweeps that add no seeds. */
  public RunOptions(String dataFolder, SchedulePolicy policy) {
    this(dataFolder, SweepData.NONE, policy, SeedRule.NEVER);
  }

  /** Returns options by which longer trials go on from the last states of those. */
  public RunOptions goingOnFrom(ShorterTrials others) {
    return new RunOptions(dataFolder, data, policy, seedRule, retrials, others);
  }

  /**
   * Returns the trials that are trained again although they have ended; their records stand until
   * they have ended anew.
   */
  public List<TrialRecord> retrained(Collection<TrialRecord> ended) {
    CurrentData current = CurrentData.of(data, ended);
    return ended.stream()
        .filter(one -> retrials.contains(one.retrial()) || current.differsFrom(one))
        .toList();
  }
}
