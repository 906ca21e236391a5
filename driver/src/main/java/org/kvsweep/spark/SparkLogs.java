package org.kvsweep.spark;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.slf4j.LoggerFactory;

/** The loggers of Spark in this process. */
final class SparkLogs {
  private static final String SPARK = "org.apache.spark";

  /** The levels that were set before the silence, by logger; empty while Spark speaks. */
  private Optional<Map<String, Level>> found = Optional.empty();

  /**
   * Silences Spark, unless somebody reads it at INFO: while it ends it writes pages about its tasks
   * and messages, between which nobody finds why it does.
   */
  void silence() {
    if (found.isEmpty() && !LoggerFactory.getLogger(SPARK).isInfoEnabled()) {
      found = Optional.of(levels());
      Configurator.setAllLevels(SPARK, Level.OFF);
    }
  }

  /** Takes that back. */
  void speak() {
    found.ifPresent(
        levels -> {
          Configurator.setAllLevels(SPARK, null); // as everything else
          Configurator.setLevel(levels);
        });
    found = Optional.empty();
  }

  private static Map<String, Level> levels() {
    Map<String, Level> levels = new HashMap<>();
    for (LoggerConfig logger :
        LoggerContext.getContext(false).getConfiguration().getLoggers().values()) {
      boolean sparks = (logger.getName() + ".").startsWith(SPARK + ".");
      if (sparks && logger.getExplicitLevel() != null) {
        levels.put(logger.getName(), logger.getExplicitLevel());
      }
    }
    return levels;
  }
}
