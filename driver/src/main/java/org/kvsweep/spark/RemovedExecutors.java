package org.kvsweep.spark;

import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.kvsweep.run.AttemptListener;

/** Tells a sweep of the executors that Spark has removed, and why. */
final class RemovedExecutors extends SparkListener {
  private final AttemptListener listener;

  RemovedExecutors(AttemptListener listener) {
    this.listener = listener;
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
    listener.executorRemoved(
        removed.executorId(), FailureDiagnosis.ofRemoval(removed.executorId(), removed.reason()));
  }
}
