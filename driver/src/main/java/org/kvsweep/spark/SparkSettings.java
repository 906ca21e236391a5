package org.kvsweep.spark;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkConf;

/** What kvsweep needs of Spark. */
public final class SparkSettings {
  private final Map<String, String> values;

  private SparkSettings(Map<String, String> values) {
    this.values = values;
  }

  /** A first set. */
  public static SparkSettings of(String name, String master) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("spark.app.name", name);
    values.put("spark.master", master);
    values.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    values.put("spark.kryo.registrationRequired", "true");
    values.put("spark.kryo.registrator", KvsweepRegistrator.class.getName());
    values.put("spark.plugins", KvsweepPlugin.class.getName());
    values.put("spark.task.maxFailures", "1");
    values.put("spark.executorEnv.OMP_NUM_THREADS", "1");
    return new SparkSettings(values);
  }

  SparkConf conf() {
    SparkConf conf = new SparkConf();
    values.forEach(conf::set);
    return conf;
  }
}
