package org.kvsweep.spark;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The group of the jobs that the calling thread submits, until it is closed: then the thread, which
 * may be that of somebody else's application, has the group that it had before.
 */
final class JobGroup implements AutoCloseable {
  /** The properties of a thread that {@link JavaSparkContext#setJobGroup} sets. */
  private static final List<String> PROPERTIES =
      List.of("spark.jobGroup.id", "spark.job.description", "spark.job.interruptOnCancel");

  private final JavaSparkContext spark;
  private final Map<String, String> before = new HashMap<>();

  private JobGroup(JavaSparkContext spark) {
    this.spark = spark;
    PROPERTIES.forEach(name -> before.put(name, spark.getLocalProperty(name)));
  }

  /** Begins a group whose tasks are interrupted when a job of it is cancelled. */
  static JobGroup begin(JavaSparkContext spark, String id, String description) {
    JobGroup group = new JobGroup(spark);
    spark.setJobGroup(id, description, true);
    return group;
  }

  @Override
  public void close() {
    before.forEach(spark::setLocalProperty);
  }
}
