package org.kvsweep.task;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.settings.Conflict;
import org.kvsweep.settings.Schema;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialSpec;

/**
 * A family of tasks: which names a sweep file may use, what each accepts, and how the task and its
 * model are made. Found through {@link java.util.ServiceLoader}; adding one is how kvsweep learns a
 * new task.
 */
public interface TaskProvider {

  /** The names that sweep files use, in the order in which help shows them. */
  Set<String> names();

  /**
   * Returns the keys of the {@code task:} section beside {@code name}, with the defaults of that
   * task.
   */
  Schema taskSchema(String name);

  /** Returns the keys of the {@code model:} section, {@code attention} included. */
  Schema modelSchema(String name);

  /** Returns the keys of the {@code training:} section. */
  Schema trainingSchema(String name);

  /**
   * Returns all that trials of a task may measure, such as {@code validation-loss}: see {@link
   * MetricNames}. Empty if that is not known before the data are; then no metric is refused.
   */
  default Set<String> metrics(String name) {
    return Set.of();
  }

  /** Returns what this trial measures: less than others of its task, if its settings say so. */
  default Set<String> metrics(TrialSpec trial) {
    return metrics(trial.taskName());
  }

  /**
   * Returns the plan for training the trial: by default what its {@code training:} section says.
   */
  default TrainingPlan plan(TrialSpec spec) {
    return TrainingKeys.plan(spec.training());
  }

  /** Returns all reasons why this trial can't run; empty if it can. */
  List<Conflict> conflicts(TrialSpec spec);

  /** Returns the cost of the trial; needs no data files. */
  TrialCost cost(TrialSpec spec);

  /**
   * Returns whether {@link #cost} is an estimate, because only the data tell it exactly: the size
   * of a vocabulary, for example. {@link Task#cost} knows it then.
   */
  default boolean estimatesCost(TrialSpec spec) {
    return false;
  }

  /**
   * The files that {@link #create} reads, so that they can be looked for before anything starts and
   * sent to machines that don't have them. None where a task makes its own data.
   *
   * @return paths relative to the data folder, with slashes; absolute for files that are named so
   * @throws IllegalArgumentException if a file is missing; the message says how to get it
   */
  default Set<String> dataFiles(TrialSpec spec, Path dataFolder) {
    return Set.of();
  }

  /**
   * The key of the {@code task:} section that names those files; empty where they have names of
   * their own. What a sweep file names is looked for beside it, then in the data folder.
   */
  default Optional<String> dataKey(TrialSpec spec) {
    return Optional.empty();
  }

  /**
   * Makes or reads the data and describes the model. Of a task that has {@link #dataFiles}, the
   * driver calls this once for each {@code task:} section before anything starts: so whatever is
   * wrong with them is found, and {@link Task#environment} says what is in them.
   *
   * @throws IllegalArgumentException if a data file is missing or not what it should be
   */
  Task create(TrialSpec spec, Path dataFolder);
}
