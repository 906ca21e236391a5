package org.kvsweep.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;

/**
 * Ports that Spark can have. It tries a few after the one that it is told, and if all are taken, as
 * by as many sweeps on one machine, it does not start at all.
 */
public final class FreePorts {
  private static final String UI = "spark.ui.port";
  private static final int UIS_OWN = 4040;

  private static final String DRIVER = "spark.driver.port";
  private static final String DRIVERS_BLOCKS = "spark.driver.blockManager.port";
  private static final String BLOCKS = "spark.blockManager.port";

  private static final String RETRIES = "spark.port.maxRetries";
  private static final int RETRIES_OF_SPARK = 16;
  private static final int LARGEST_PORT = 65_535;
  private static final String ANY = "0";

  private FreePorts() {}

  /**
   * Lets the UI take any port where those that Spark would try are taken. The same for the driver's
   * where nobody else has to know them.
   *
   * @throws IllegalArgumentException if a port of the driver is not free that a cluster has to
   *     reach
   */
  public static void choose(SparkConf conf) {
    int ui = conf.getInt(UI, UIS_OWN);
    if (conf.getBoolean("spark.ui.enabled", true)
        && !anyFree(conf, ui, conf.getenv(EmbeddedSpark.LOCAL_IP))) {
      conf.set(UI, ANY);
    }
    chooseDrivers(conf, DRIVER, conf.getInt(DRIVER, 0));
    chooseDrivers(conf, DRIVERS_BLOCKS, conf.getInt(DRIVERS_BLOCKS, conf.getInt(BLOCKS, 0)));
  }

  private static void chooseDrivers(SparkConf conf, String key, int port) {
    String host = conf.get("spark.driver.host", null);
    if (anyFree(conf, port, conf.get("spark.driver.bindAddress", host))) {
      return;
    }
    if (!EmbeddedSpark.is(conf.get("spark.master", ""))) {
      throw new IllegalArgumentException(
          "Cannot start Spark: expected %s to be free or one of the %d ports after it, got %d, and all are taken"
              .formatted(key, retries(conf), port));
    }
    conf.set(key, ANY);
  }

  private static boolean anyFree(SparkConf conf, int first, String address) {
    int last = Math.min(first + retries(conf), LARGEST_PORT);
    return first == 0 || IntStream.rangeClosed(first, last).anyMatch(port -> isFree(address, port));
  }

  private static int retries(SparkConf conf) {
    return conf.getInt(RETRIES, RETRIES_OF_SPARK);
  }

  /**
   * @param address where one would listen; null for all addresses
   */
  private static boolean isFree(String address, int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(
          address == null
              ? new InetSocketAddress(port)
              : new InetSocketAddress(InetAddress.getByName(address), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
