package org.kvsweep.spark;

import org.apache.spark.SparkContext;
import org.kvsweep.schedule.Slots;

/** Counts the tasks that the executors which are there now can run side by side. */
final class SlotCount {
  private final SparkContext context;

  SlotCount(SparkContext context) {
    this.context = context;
  }

  Slots now() {
    // Not public API of Spark, but the only count that knows cores, task.cpus and GPUs alike.
    int total =
        context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
    return new Slots(total, Math.max(1, total));
  }
}
