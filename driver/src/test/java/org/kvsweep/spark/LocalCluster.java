package org.kvsweep.spark;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.kvsweep.ChildProcess;

/**
 * Settings for a Spark cluster of this machine's processes: a driver in this one, and executors in
 * others that share its class path. Needs SPARK_HOME and SPARK_SCALA_VERSION in the environment,
 * because Spark's launcher looks there; the build sets them.
 */
final class LocalCluster {
  private LocalCluster() {}

  /** As on a machine whose digits are not 0 to 9: no name and nothing that is read may show it. */
  static final String OTHER_DIGITS = "-Duser.language=fa -Duser.country=IR";

  /**
   * Two executors of two cores each.
   *
   * @param more Spark settings of the test
   */
  static SparkSettings ofTwo(String name, Map<String, String> more) throws IOException {
    Map<String, String> settings = executorSettings();
    settings.put("spark.master", "local-cluster[2,2,1024]");
    settings.putAll(more);
    return SparkSettings.embedded(name, settings);
  }

  /** What any driver of such a cluster needs, its master aside. */
  static Map<String, String> executorSettings() throws IOException {
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    Map<String, String> settings = new HashMap<>();
    settings.put("spark.executor.extraClassPath", classPath());
    settings.put("spark.executor.extraJavaOptions", String.join(" ", ChildProcess.BRIEF));
    settings.put("spark.ui.enabled", "false");
    settings.put("spark.executor.extraJavaOptions", OTHER_DIGITS);
    return settings;
  }

  /** Absolute: executors have working folders of their own. */
  static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
