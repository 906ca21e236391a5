package org.kvsweep.trial;

/** Why a trial failed, as far as it decides what to do next. */
public enum FailureKind {
  /** The trial itself can't be run: its settings, or the data it names. Never retried. */
  BAD_CONFIGURATION("bad-configuration"),
  /** Java heap or off-heap memory did not suffice. */
  OUT_OF_MEMORY("out-of-memory"),
  /** The executor, its machine or the network went away. */
  LOST_EXECUTOR("lost-executor"),
  /** The process died in native code. */
  NATIVE_CRASH("native-crash"),
  /** No progress for far longer than the trial's own pace. */
  HANG("hang"),
  /** An exception that none of the other kinds explains: an error of kvsweep or of a task. */
  INTERNAL_ERROR("internal-error");

  private final String label;

  FailureKind(String label) {
    this.label = label;
  }

  /** The word in files and tables. */
  public String label() {
    return label;
  }
}
