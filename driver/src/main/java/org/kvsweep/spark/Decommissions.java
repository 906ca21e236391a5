package org.kvsweep.spark;

import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.TaskScheduler;
import org.kvsweep.run.wire.Place;

/** Knows the executors that will be taken away, where Spark runs with decommissioning. */
final class Decommissions {
  private final SparkContext context;

  Decommissions(SparkContext context) {
    this.context = context;
  }

  /** True if Spark starts nothing more at that place and will end it. */
  boolean announced(Place place) {
    // Not public API of Spark; no event tells of it before the executor is gone.
    TaskScheduler scheduler = context.taskScheduler();
    return scheduler != null
        && scheduler.getExecutorDecommissionState(place.executor()).isDefined();
  }
}
