package org.kvsweep.spark;

import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.kvsweep.run.UnfitExecutorException;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Resources;

/**
 * Gives trials the resources that their sweep asks for, by Spark's profiles for tasks. Spark shares
 * out cores and GPUs. Memory it gives to executors only, so a trial that needs more than the part
 * of one core takes as many cores as its memory is worth.
 */
final class TrialResources {
  private static final String TASK_GPUS = "spark.task.resource.gpu.amount";
  private static final String EXECUTOR_MEMORY = "spark.executor.memory";
  private static final String EXECUTOR_OVERHEAD = "spark.executor.memoryOverhead";

  /** Spark's spark.executor.minMemoryOverhead, which is not a setting before Spark 4. */
  private static final long LEAST_OVERHEAD_MEGABYTES = 384;

  private final TaskProfiles profiles;
  private final SparkConf conf;
  private final String master;

  TrialResources(SparkConf conf, String master, TaskProfiles profiles) {
    this.profiles = profiles;
    this.conf = conf;
    this.master = master;
  }

  /**
   * Looks at Spark before anything runs.
   *
   * @throws UnfitExecutorException if it can't give a trial what it asks for
   */
  void check(List<PlannedTrial> trials) throws UnfitExecutorException {
    for (PlannedTrial trial : trials) {
      Optional<String> why = trial.resources().standard() ? Optional.empty() : never(trial);
      if (why.isPresent()) {
        throw new UnfitExecutorException(refused(trial, why.get()));
      }
    }
  }

  /** Returns why no current executor has what the trial needs. */
  Optional<String> refusal(PlannedTrial trial) {
    int cores = profiles.executorCores();
    return !trial.resources().standard() && cores > 0 && cpus(trial) > cores
        ? Optional.of(
            refused(
                trial,
                "executors have %d cores and %d MB for trials; give them more (spark.executor.cores, %s, %s)"
                    .formatted(cores, memory(), EXECUTOR_MEMORY, EXECUTOR_OVERHEAD)))
        : Optional.empty();
  }

  private static String refused(PlannedTrial trial, String why) {
    return "Cannot give a trial %s: %s".formatted(trial.resources().description(), why);
  }

  private Optional<String> never(PlannedTrial trial) {
    Resources asked = trial.resources();
    if (profiles.dynamic()) {
      return Optional.of(
          "single tasks can't have them while Spark asks for executors as it needs them; run with --conf %s=false and say how many by spark.executor.instances, or take resources out of the sweep file"
              .formatted(TaskProfiles.DYNAMIC));
    }
    if (!profiles.supported()) {
      return Optional.of(
          "with master %s Spark has no resources for single tasks; run on a standalone cluster, YARN, Kubernetes or local-cluster, or take resources out of the sweep file"
              .formatted(master));
    }
    double gpus = profiles.executorGpus();
    if (asked.gpus() > gpus) {
      return Optional.of(
          "executors have %s of them; see cluster/gpu/README.md for %s"
              .formatted(gpus == 0 ? "none" : Math.round(gpus), TaskProfiles.EXECUTOR_GPUS));
    }
    if (!sharedOutSo(asked.gpus())) {
      return Optional.of(
          "Spark 3.5 shares out GPUs in one way for all tasks, by %s, which is %s: leave it out for whole ones, or set it to the share"
              .formatted(TASK_GPUS, conf.get(TASK_GPUS, "not set")));
    }
    return asked.memoryMegabytes() > memory()
        ? Optional.of(
            "executors have %d MB for all of their trials; give them more (%s, %s)"
                .formatted(memory(), EXECUTOR_MEMORY, EXECUTOR_OVERHEAD))
        : Optional.empty();
  }

  /**
   * Returns whether a task that asks for so many GPUs gets them: executors divide theirs by what
   * tasks get that ask for nothing, and a task then takes one part, whatever its own share is.
   */
  private boolean sharedOutSo(double gpus) {
    double parts = profiles.defaultGpus();
    return gpus == 0 || gpus == parts || (gpus >= 1 && (parts == 0 || parts >= 1));
  }

  /** The slots that a trial takes, each of its workers counted. */
  int slots(PlannedTrial trial) {
    double gpus = profiles.defaultGpus();
    int ofGpus = gpus > 0 ? (int) Math.ceil(trial.resources().gpus() / gpus) : 1;
    int ofCores = (cpus(trial) + profiles.defaultCpus() - 1) / profiles.defaultCpus();
    return trial.workers() * Math.max(ofCores, ofGpus);
  }

  /** The cores that the tasks of the trial ask for; 0 if they ask for nothing. */
  int cores(PlannedTrial trial) {
    return trial.resources().standard() ? 0 : cpus(trial);
  }

  /**
   * Returns the same orders, for tasks that get so many cores and the GPUs that the trial asks for.
   *
   * @param cores that they ask for; 0 if they ask for nothing
   */
  JavaRDD<TrialOrder> claim(JavaRDD<TrialOrder> orders, int cores, PlannedTrial trial) {
    return cores > 0
        ? orders.withResources(profiles.profile(cores, trial.resources().gpus()))
        : orders;
  }

  /** Returns whether a task that asked for so many cores waits for an executor that is gone. */
  boolean misfits(int cores) {
    return profiles.tooMany(cores);
  }

  /** The cores that Spark sets aside, for those that are asked for and for the memory. */
  private int cpus(PlannedTrial trial) {
    Resources asked = trial.resources();
    int cores = Math.max(1, profiles.executorCores());
    long perCore = Math.max(1, memory() / cores);
    int ofMemory = Math.toIntExact((asked.memoryMegabytes() + perCore - 1) / perCore);
    return Math.max(Math.max(asked.cpus(), ofMemory), profiles.defaultCpus());
  }

  /**
   * Megabytes of an executor outside its heap: what a container leaves beside it, as Spark sizes
   * it; without containers as much as the heap, which is where JavaCPP stops unless told otherwise.
   */
  private long memory() {
    long heap = conf.getSizeAsMb(EXECUTOR_MEMORY, "1g");
    if (!master.startsWith("yarn") && !master.startsWith("k8s://")) {
      return Math.max(heap, conf.getSizeAsMb(EXECUTOR_OVERHEAD, "0"));
    }
    long share = (long) (heap * conf.getDouble(EXECUTOR_OVERHEAD + "Factor", 0.1));
    return conf.contains(EXECUTOR_OVERHEAD)
        ? conf.getSizeAsMb(EXECUTOR_OVERHEAD)
        : Math.max(share, LEAST_OVERHEAD_MEGABYTES);
  }
}
