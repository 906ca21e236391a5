package org.kvsweep.spark;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;

/**
 * A Spark all of whose processes are on this machine and started by this one. Nobody else has
 * business with it: it listens on the loopback address, needs no host name, and takes messages only
 * from those who know a secret that is made for it.
 */
public final class EmbeddedSpark {
  static final String LOOPBACK = "127.0.0.1";

  /** Variables of Spark's that say what this machine is called; where one is set, it is heeded. */
  static final String LOCAL_IP = "SPARK_LOCAL_IP";

  private static final String LOCAL_HOSTNAME = "SPARK_LOCAL_HOSTNAME";

  private static final String HOME = "SPARK_HOME";

  static final String AUTHENTICATE = "spark.authenticate";
  static final String SECRET = "spark.authenticate.secret";
  private static final int SECRET_BYTES = 32;

  /** The milliseconds for which an executor may be silent, as Spark counts them. */
  private static final String SILENCE = "spark.storage.blockManagerHeartbeatTimeoutMs";

  private EmbeddedSpark() {}

  /** True for the masters {@code local}, {@code local[…]} and {@code local-cluster[…]}. */
  public static boolean is(String master) {
    return master.startsWith("local");
  }

  static boolean hasExecutors(String master) {
    return master.startsWith("local-cluster");
  }

  /** Returns the settings of such a Spark where the user says nothing else; nothing secret. */
  public static Map<String, String> defaults(String master) {
    Map<String, String> defaults =
        new TreeMap<>(
            Map.of(
                "spark.driver.host",
                LOOPBACK,
                "spark.driver.bindAddress",
                LOOPBACK,
                AUTHENTICATE,
                "true"));
    if (hasExecutors(master)) {
      defaults.put("spark.executorEnv." + LOCAL_IP, LOOPBACK);
      // What Spark's scripts set. Without it, Spark looks for folders of its own source tree.
      defaults.put("spark.executorEnv.SPARK_SCALA_VERSION", scalaLine());
    } else {
      // A lone process is not lost because it was silent while the machine slept; Spark would end.
      defaults.put(SILENCE, Long.toString(Duration.ofDays(365).toMillis()));
    }
    return defaults;
  }

  /**
   * Returns the settings that it gets inside this process only. Spark itself makes a secret where
   * there are no executors, and hands this one to executors in their environment.
   */
  public static Map<String, String> secrets(String master) {
    return hasExecutors(master) ? Map.of(SECRET, newSecret()) : Map.of();
  }

  private static String scalaLine() {
    return scala.util.Properties.versionNumberString().replaceFirst("^(\\d+\\.\\d+).*$", "$1");
  }

  private static String newSecret() {
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /**
   * Makes sure that Spark knows a name for this machine. Has to come before anything of Spark's is
   * touched: its settings have the name as a default, and where it does not resolve their class
   * can't be loaded, even if the setting is given.
   *
   * @throws IllegalArgumentException if Spark can't run with that master for lack of a name
   */
  public static void nameThisMachine(String master, Map<String, String> environment) {
    if (environment.containsKey(LOCAL_IP) || environment.containsKey(LOCAL_HOSTNAME)) {
      return;
    }
    if (is(master)) {
      Utils.setCustomHostname(LOOPBACK);
      return;
    }
    try {
      InetAddress.getLocalHost();
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException(
          "Cannot start Spark: the name of this machine does not resolve, and the cluster has to"
              + " reach it; set "
              + LOCAL_IP
              + " to an address of this machine, got "
              + unknown.getMessage());
    }
  }

  /**
   * Checks that Spark finds what it starts executors from. Without it, none would ever start.
   *
   * @throws IllegalArgumentException if it does not
   */
  static void requireInstallation(String master, Map<String, String> environment) {
    String home = environment.getOrDefault(HOME, "");
    if (hasExecutors(master) && (home.isEmpty() || !Files.isDirectory(Path.of(home, "jars")))) {
      throw new IllegalArgumentException(
          "Cannot use master %s: Spark starts executors from its installation, expected %s to be the folder of an unpacked Spark %s, got %s"
              .formatted(
                  master,
                  HOME,
                  org.apache.spark.package$.MODULE$.SPARK_VERSION(),
                  home.isEmpty() ? "nothing" : home));
    }
  }

  /** An empty configuration for that master, beside what {@code spark-submit} was given. */
  public static SparkConf conf(String master) {
    return is(master) ? new LoopbackConf(true) : new SparkConf();
  }
}
