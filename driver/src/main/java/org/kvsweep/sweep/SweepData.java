package org.kvsweep.sweep;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.settings.Settings;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/**
 * The data of a sweep as the driver has found them before the start, see {@link DataSearch}.
 *
 * @param byTask those that were found, by the {@code task:} section of trials
 * @param problems whatever is wrong; trials with that section would fail
 * @param costs what trials cost whose data have been read
 */
public record SweepData(
    Map<Settings, TaskData> byTask, List<DataProblem> problems, Map<TrialId, TrialCost> costs) {
  /** The data of trials that read no files, or whose files the driver does not see. */
  public static final SweepData NONE = new SweepData(Map.of(), List.of());

  public SweepData {
    byTask = Map.copyOf(byTask);
    problems = List.copyOf(problems);
    costs = Map.copyOf(costs);
  }

  /** The data of a sweep of which nothing has been read. */
  public SweepData(Map<Settings, TaskData> byTask, List<DataProblem> problems) {
    this(byTask, problems, Map.of());
  }

  /** The data of that trial; empty if it reads none, or none were found. */
  public Optional<TaskData> of(TrialSpec trial) {
    return Optional.ofNullable(byTask.get(trial.task()));
  }

  /** Returns the current checksums of that trial's files. */
  public DataChecksums checksums(TrialSpec trial) {
    return of(trial).map(TaskData::checksums).orElse(DataChecksums.NONE);
  }

  /** Returns whether there is a problem of that kind. */
  public boolean has(DataProblem.Kind kind) {
    return problems.stream().anyMatch(problem -> problem.kind() == kind);
  }

  /** Returns whether a file is not there. */
  public boolean misses() {
    return has(DataProblem.Kind.MISSING) || has(DataProblem.Kind.NOT_FETCHED);
  }

  /**
   * Returns whether a sweep can't run with them: trials would fail everywhere, or here, where they
   * are trained. What is only missing may be on the executors.
   *
   * @param local if trials are trained on this machine
   */
  public boolean refusesRun(boolean local) {
    return has(DataProblem.Kind.UNFIT) || (local && !problems.isEmpty());
  }

  /** The data of all tasks. */
  public Collection<TaskData> tasks() {
    return byTask.values();
  }
}
