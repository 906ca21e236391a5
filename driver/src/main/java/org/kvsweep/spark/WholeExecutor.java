package org.kvsweep.spark;

/**
 * Keeps an executor to one trial, by a task that asks for as many cores as the largest executor
 * has. Where Spark has no profiles for tasks (a local one, for example), the scheduler has to keep
 * everything else away instead.
 */
final class WholeExecutor {
  private final TaskProfiles profiles;

  WholeExecutor(TaskProfiles profiles) {
    this.profiles = profiles;
  }

  /** The slots that a trial takes that is to be alone. */
  int slots(int total) {
    int cores = profiles.executorCores();
    boolean alone = cores > 0 && profiles.supported();
    return Math.max(1, alone ? Math.min(profiles.slots(cores), total) : total);
  }

  /** The cores that a task asks for that is to be alone; 0 if it asks for nothing. */
  int cores() {
    int cores = profiles.executorCores();
    return cores > 1 && profiles.supported() ? cores : 0;
  }
}
