package org.kvsweep.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which Spark a sweep runs on. */
final class SparkChoice {
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
    Optional<String> named = SparkMaster.named(master, given);
    if (named.isPresent() && slots != null) {
      throw new IllegalArgumentException(
          "Cannot use --slots with --conf spark.master=%s: --slots 4 means spark.master=local[4]"
              .formatted(named.get()));
    }
    Map<String, String> settings = new LinkedHashMap<>(given);
    named.ifPresent(url -> settings.put(SparkMaster.SETTING, url));
    if (slots != null) {
      settings.put(SparkMaster.SETTING, "local[" + slots + "]");
    }
    String submitted = System.getProperty(SparkMaster.SETTING);
    if (submitted != null && settings.containsKey(SparkMaster.SETTING)) {
      throw new IllegalArgumentException(
          "Cannot choose a master: spark-submit has chosen %s, got %s"
              .formatted(submitted, settings.get(SparkMaster.SETTING)));
    }
    return settings;
  }
}
