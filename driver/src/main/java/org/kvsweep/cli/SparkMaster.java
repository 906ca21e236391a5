package org.kvsweep.cli;

import java.util.Map;
import java.util.Optional;

/** The Spark master that the options of a command name. */
final class SparkMaster {
  static final String SETTING = "spark.master";

  private SparkMaster() {}

  /**
   * Returns the master that {@code --master} or {@code --conf} names; empty if neither does.
   *
   * @param option the value of {@code --master}; null if it is not given
   * @param settings those of {@code --conf}, by key
   * @throws IllegalArgumentException if they name two
   */
  static Optional<String> named(String option, Map<String, String> settings) {
    String set = settings.get(SETTING);
    if (option != null && set != null && !set.equals(option)) {
      throw new IllegalArgumentException(
          "Cannot use --master %s with --conf spark.master=%s: expected one of them"
              .formatted(option, set));
    }
    return Optional.ofNullable(option == null ? set : option);
  }
}
