package org.kvsweep.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.results.HadoopPath;

/**
 * Where an application runs that is handed to {@code spark-submit}.
 *
 * @param master URL of the cluster
 * @param inCluster true if the driver runs there, and not on this machine
 * @param notes what no option says of the command, one sentence each
 */
record SparkTarget(String master, boolean inCluster, List<String> notes) {
  static final String DEPLOY_MODE = "spark.submit.deployMode";
  private static final String CLUSTER = "cluster";

  SparkTarget {
    notes = List.copyOf(notes);
  }

  /**
   * The target of a command.
   *
   * @param master that its options name
   * @param deployMode that they name
   * @param defaults what counts where they name none
   */
  static SparkTarget of(
      Optional<String> master, Optional<String> deployMode, SparkDefaults defaults) {
    List<String> notes = new ArrayList<>();
    Optional<SparkDefaults.Value> other =
        defaults.value(SparkMaster.SETTING, "MASTER").filter(found -> master.isEmpty());
    if (master.isEmpty() && other.isEmpty()) {
      notes.add(
          "The master is local[*], all cores of this machine: neither --master nor Spark's"
              + " configuration names one.");
    }
    note(other, "The master is %s, by %s; --master names another.", notes);
    Optional<SparkDefaults.Value> mode =
        defaults
            .value(DEPLOY_MODE, "DEPLOY_MODE")
            .filter(found -> deployMode.isEmpty() && found.value().equals(CLUSTER));
    note(mode, "The driver runs in the %s, by %s; --deploy-mode client keeps it here.", notes);
    return new SparkTarget(
        master.or(() -> other.map(SparkDefaults.Value::value)).orElse("local[*]"),
        mode.isPresent() || deployMode.filter(CLUSTER::equals).isPresent(),
        notes);
  }

  private static void note(
      Optional<SparkDefaults.Value> found, String sentence, List<String> notes) {
    found.ifPresent(
        value -> value.by().ifPresent(by -> notes.add(sentence.formatted(value.value(), by))));
  }

  /** Returns whether the sweep runs in one process on this machine. */
  boolean here() {
    return !inCluster && (master.equals("local") || master.startsWith("local["));
  }

  /** Returns whether a standalone cluster runs the driver. */
  boolean inStandaloneCluster() {
    return inCluster && master.startsWith("spark://");
  }

  /**
   * Returns whether a results folder of that name outlives a driver in the cluster. A relative path
   * is in the driver's working folder, except on YARN, where it is in the user's folder on the
   * cluster's file system.
   */
  boolean keeps(String folder) {
    return master.equals("yarn") || folder.startsWith("/") || HadoopPath.isUri(folder);
  }

  /** Returns those settings with the master of this target. */
  Map<String, String> with(Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put(SparkMaster.SETTING, master);
    return all;
  }
}
