package org.kvsweep.spark;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.slf4j.LoggerFactory;

/** Controls how much is logged in this process. */
final class Logs {
  private static final String SPARK = "org.apache.spark";

  private Logs() {}

  /**
   * Silences Spark in this process, unless somebody reads it at INFO: while it ends it writes pages
   * about its tasks and messages, between which nobody finds why it does.
   */
  static void silenceSpark() {
    if (!LoggerFactory.getLogger(SPARK).isInfoEnabled()) {
      Configurator.setAllLevels(SPARK, Level.OFF);
    }
  }

  /** Takes that back. */
  static void letSparkSpeak() {
    if (!LoggerFactory.getLogger(SPARK).isErrorEnabled()) {
      Configurator.setAllLevels(SPARK, null); // as everything else
    }
  }

  /**
   * True where nobody has configured logging, so that Spark's defaults hold: hundreds of lines at
   * INFO for a sweep, between which nobody finds its progress.
   */
  static boolean areSparksOwn() {
    return System.getProperty("log4j2.configurationFile") == null
        && System.getProperty("log4j.configurationFile") == null
        && Logs.class.getResource("/log4j2.properties") == null
        && Logs.class.getResource("/log4j2.xml") == null
        && Logs.class.getResource("/log4j.properties") == null;
  }
}
