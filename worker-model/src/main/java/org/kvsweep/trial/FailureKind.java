package org.kvsweep.trial;

import org.kvsweep.settings.Labelled;

/** The reason why a trial failed, as far as it decides what to do next. */
public enum FailureKind implements Labelled {
  /** The trial itself can't be run: its settings, or the data it names. Not in the same run. */
  BAD_CONFIGURATION("bad-configuration"),
  /** Java heap or off-heap memory did not suffice. */
  OUT_OF_MEMORY("out-of-memory"),
  /** The executor, its machine or the network went away, or has no room for the trial's data. */
  LOST_EXECUTOR("lost-executor"),
  /**
   * The process died in native code, or an error there leaves it unable to compute: an executor
   * whose engine returns this ends its process.
   */
  NATIVE_CRASH("native-crash"),
  /** No progress for far longer than the trial's own pace. */
  HANG("hang"),
  /** An exception that none of the other kinds explains: an error of kvsweep or of a task. */
  INTERNAL_ERROR("internal-error");

  private final String label;

  FailureKind(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
