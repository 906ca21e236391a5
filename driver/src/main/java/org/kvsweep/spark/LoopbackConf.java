package org.kvsweep.spark;

import org.apache.spark.SparkConf;
import scala.Tuple2;

/**
 * A configuration whose web servers listen on the loopback address. Spark's listen on every address
 * unless a variable of the environment names one, and there is no setting for it; but it asks the
 * configuration for that variable.
 */
final class LoopbackConf extends SparkConf {
  private static final long serialVersionUID = 1;

  /**
   * @param withDefaults whether it begins with what {@code spark-submit} was given
   */
  LoopbackConf(boolean withDefaults) {
    super(withDefaults);
  }

  @Override
  public String getenv(String name) {
    String value = super.getenv(name);
    if (value != null) {
      return value;
    }
    return switch (name) {
      case EmbeddedSpark.LOCAL_IP -> EmbeddedSpark.LOOPBACK;
      // What the addresses that it prints begin with: where it listens.
      case "SPARK_PUBLIC_DNS" -> super.getenv(EmbeddedSpark.LOCAL_IP);
      default -> null;
    };
  }

  /** Spark works on copies. */
  @Override
  public SparkConf clone() {
    LoopbackConf copy = new LoopbackConf(false);
    for (Tuple2<String, String> setting : getAll()) {
      copy.set(setting._1(), setting._2());
    }
    return copy;
  }
}
