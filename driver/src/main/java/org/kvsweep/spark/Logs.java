package org.kvsweep.spark;

/** How logging is configured in this process. */
final class Logs {
  private Logs() {}

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
