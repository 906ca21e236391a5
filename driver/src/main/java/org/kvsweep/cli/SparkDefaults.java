package org.kvsweep.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** placeholder until the spark package is merged. */
final class SparkDefaults {
  static final Map<String, String> VALUES = new LinkedHashMap<>();

  static {
    VALUES.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    VALUES.put("spark.task.maxFailures", "1");
    VALUES.put("spark.driver.extraJavaOptions", "--add-modules=jdk.incubator.vector");
    VALUES.put("spark.executor.extraJavaOptions", "--add-modules=jdk.incubator.vector");
    VALUES.put("spark.executorEnv.OMP_NUM_THREADS", "1");
  }

  private SparkDefaults() {}
}
