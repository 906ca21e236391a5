package org.kvsweep.spark;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.apache.spark.SparkConf;
import org.kvsweep.schedule.Pause;

/**
 * Waits for executors larger than those that are there. In a standalone cluster an executor has all
 * cores of its worker unless a setting says how many, workers differ, and they come one after the
 * other. Elsewhere all executors have the same number of cores.
 */
final class LargerExecutors {
  private final boolean sizesDiffer;
  private final TaskProfiles profiles;
  private final Duration patience;
  private final InstantSource clock;
  private final Pause wait = new Pause();
  private int executors;
  private int cores;

  /**
   * The executors of an application.
   *
   * @param patience how long others may take to come after those that came last
   */
  LargerExecutors(
      SparkConf conf,
      String master,
      TaskProfiles profiles,
      Duration patience,
      InstantSource clock) {
    this.sizesDiffer = master.startsWith("spark://") && !conf.contains("spark.executor.cores");
    this.profiles = profiles;
    this.patience = patience;
    this.clock = clock;
  }

  /** Returns whether one may still come. */
  boolean mayCome() {
    if (!sizesDiffer) {
      return false;
    }
    Instant now = clock.instant();
    if (profiles.executors() != executors || profiles.executorCores() != cores) {
      executors = profiles.executors();
      cores = profiles.executorCores();
      wait.begin(patience, now);
    }
    return !wait.over(now);
  }

  /** Returns how long they may take to come. */
  Duration patience() {
    return patience;
  }
}
