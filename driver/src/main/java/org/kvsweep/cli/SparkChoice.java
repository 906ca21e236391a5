package org.kvsweep.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that say which Spark a sweep runs on. */
final class SparkChoice {
  private static final String MASTER = "spark.master";

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Trials that run side by side on this machine (default: one per core).")
  private Integer slots;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Spark master URL, instead of --slots (default: this machine).")
  private String master;

  @Option(names = "--conf", paramLabel = "KEY=VALUE", description = "Spark setting; repeatable.")
  private Map<String, String> given = new LinkedHashMap<>();

  /**
   * Returns the Spark settings that the user asks for, by key.
   *
   * @throws IllegalArgumentException if it can't be had, or spark-submit has chosen a master
   *     already
   */
  Map<String, String> settings() {
    if (slots != null && master != null) {
      throw new IllegalArgumentException(
          "Cannot use --slots with --master: --slots 4 means --master 'local[4]'");
    }
    if (slots != null && slots < 1) {
      throw new IllegalArgumentException("Cannot use --slots: expected at least 1, got " + slots);
    }
    String set = given.get(MASTER);
    if (set != null && slots != null) {
      throw new IllegalArgumentException(
          "Cannot use --slots with --conf spark.master=%s: --slots 4 means spark.master=local[4]"
              .formatted(set));
    }
    if (set != null && master != null && !set.equals(master)) {
      throw new IllegalArgumentException(
          "Cannot use --master %s with --conf spark.master=%s: expected one of them"
              .formatted(master, set));
    }
    Map<String, String> settings = new LinkedHashMap<>(given);
    if (master != null) {
      settings.put(MASTER, master);
    }
    if (slots != null) {
      settings.put(MASTER, "local[" + slots + "]");
    }
    String submitted = System.getProperty(MASTER);
    if (submitted != null && settings.containsKey(MASTER)) {
      throw new IllegalArgumentException(
          "Cannot choose a master: spark-submit has chosen %s, got %s"
              .formatted(submitted, settings.get(MASTER)));
    }
    return settings;
  }
}
