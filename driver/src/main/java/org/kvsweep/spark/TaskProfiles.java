package org.kvsweep.spark;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.apache.spark.status.api.v1.ExecutorSummary;

/**
 * Spark's profiles for tasks that take more or less of an executor than most do, and what executors
 * have. These profiles ask for no other executors, so a standalone cluster, YARN, Kubernetes and
 * local-cluster have them without dynamic allocation; a local Spark has not. With dynamic
 * allocation, Spark would ask for executors of their own for them, and leave the others idle.
 */
final class TaskProfiles {
  static final String GPU = "gpu";
  static final String EXECUTOR_GPUS = "spark.executor.resource.gpu.amount";
  static final String DYNAMIC = "spark.dynamicAllocation.enabled";
  private static final String DRIVER = SparkContext$.MODULE$.DRIVER_IDENTIFIER();

  private final SparkContext context;
  private final Map<Request, ResourceProfile> profiles = new HashMap<>();

  private record Request(int cpus, double gpus) {}

  TaskProfiles(SparkContext context) {
    this.context = context;
  }

  /** The cores of the largest executor that is there now; 0 if there is none. */
  int executorCores() {
    return besideTheDriver().mapToInt(ExecutorSummary::totalCores).max().orElse(0);
  }

  /** Counts the executors that are there now; 1 in a local Spark, which is its own. */
  int executors() {
    return context.isLocal() ? 1 : (int) besideTheDriver().count();
  }

  private Stream<ExecutorSummary> besideTheDriver() {
    return ScalaLists.list(context.statusStore().executorList(true)).stream()
        .filter(executor -> !executor.id().equals(DRIVER));
  }

  /** Returns whether no executor that is there now has so many cores, though some are there. */
  boolean tooMany(int cores) {
    int largest = executorCores();
    return largest > 0 && cores > largest;
  }

  /** True if Spark has profiles for tasks here. */
  boolean supported() {
    if (dynamic()) {
      return false;
    }
    try {
      return context.resourceProfileManager().isSupported(profile(defaultCpus(), 0));
    } catch (Exception refused) { // Scala does not declare SparkException
      return false;
    }
  }

  /** True if Spark asks for executors as it needs them. */
  boolean dynamic() {
    return context.conf().getBoolean(DYNAMIC, false);
  }

  int defaultCpus() {
    return context.conf().getInt("spark.task.cpus", 1);
  }

  /** The GPUs of a task that asks for none; 0 if it gets none. */
  double defaultGpus() {
    return defaultProfile().taskResourcesJMap().containsKey(GPU)
        ? defaultProfile().taskResourcesJMap().get(GPU).amount()
        : 0;
  }

  double executorGpus() {
    return context.conf().getDouble(EXECUTOR_GPUS, 0);
  }

  /** Returns how many tasks that ask for nothing an executor of so many cores runs side by side. */
  int slots(int cores) {
    int ofCores = cores / defaultCpus();
    double gpus = defaultGpus();
    if (gpus == 0) {
      return ofCores;
    }
    double ofGpus = // no task has parts of two
        gpus < 1 ? executorGpus() * Math.floor(1 / gpus) : Math.floor(executorGpus() / gpus);
    return (int) Math.min(ofCores, ofGpus);
  }

  /**
   * A task of its own.
   *
   * @param gpus 0 for as many as any task gets
   */
  ResourceProfile profile(int cpus, double gpus) {
    return profiles.computeIfAbsent(
        new Request(cpus, gpus),
        request -> {
          TaskResourceRequests requests = new TaskResourceRequests().cpus(cpus);
          defaultProfile()
              .taskResourcesJMap()
              .forEach(
                  (name, task) -> {
                    if (!name.equals(ResourceProfile.CPUS())) {
                      requests.resource(name, task.amount());
                    }
                  });
          if (gpus > 0) {
            requests.resource(GPU, gpus);
          }
          return new ResourceProfileBuilder().require(requests).build();
        });
  }

  private ResourceProfile defaultProfile() {
    return context.resourceProfileManager().defaultResourceProfile();
  }
}
