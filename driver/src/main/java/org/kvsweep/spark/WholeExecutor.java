package org.kvsweep.spark;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.ResourceProfileBuilder;
import org.apache.spark.resource.TaskResourceRequests;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.collection.JavaConverters;

/**
 * Keeps an executor to one trial, by a task that asks for as many cores as the largest executor
 * has. Where Spark has no profiles for tasks (a local one, for example), the scheduler has to keep
 * everything else away instead.
 */
final class WholeExecutor {
  private static final String DRIVER = SparkContext$.MODULE$.DRIVER_IDENTIFIER();

  private final SparkContext context;
  private final Map<Integer, ResourceProfile> profiles = new HashMap<>();

  WholeExecutor(SparkContext context) {
    this.context = context;
  }

  /** The slots that a trial takes that is to be alone. */
  int slots(int total) {
    int cores = cores();
    int perExecutor = cores / context.conf().getInt("spark.task.cpus", 1);
    return Math.max(1, cores > 1 && supported(cores) ? Math.min(perExecutor, total) : total);
  }

  /** The same orders, for a task that has an executor to itself if Spark can do that. */
  JavaRDD<TrialOrder> claim(JavaRDD<TrialOrder> orders) {
    int cores = cores();
    return cores > 1 && supported(cores) ? orders.withResources(profile(cores)) : orders;
  }

  private int cores() {
    return JavaConverters.seqAsJavaList(context.statusStore().executorList(true)).stream()
        .filter(executor -> !executor.id().equals(DRIVER))
        .mapToInt(ExecutorSummary::totalCores)
        .max()
        .orElse(0);
  }

  private boolean supported(int cores) {
    try {
      return context.resourceProfileManager().isSupported(profile(cores));
    } catch (Exception refused) { // Scala does not declare SparkException
      return false;
    }
  }

  private ResourceProfile profile(int cores) {
    return profiles.computeIfAbsent(
        cores,
        all -> {
          TaskResourceRequests requests = new TaskResourceRequests().cpus(all);
          defaultProfile()
              .taskResourcesJMap()
              .forEach(
                  (name, request) -> {
                    if (!name.equals(ResourceProfile.CPUS())) {
                      requests.resource(name, request.amount());
                    }
                  });
          return new ResourceProfileBuilder().require(requests).build();
        });
  }

  private ResourceProfile defaultProfile() {
    return context.resourceProfileManager().defaultResourceProfile();
  }
}
