package org.kvsweep.spark;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;
import org.kvsweep.spark.executor.ExecutorSide;

/**
 * The plugin that Spark loads on the driver and on each executor; named in {@code spark.plugins}.
 */
public final class KvsweepPlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return new DriverSide();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorSide();
  }
}
