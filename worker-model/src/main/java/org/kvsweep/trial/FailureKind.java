package org.kvsweep.trial;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The reason why a trial failed, as far as it decides what to do next. */
public enum FailureKind {
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

  /** The word in files and tables. */
  public String label() {
    return label;
  }

  /**
   * The kind of that label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static FailureKind of(String label) {
    for (FailureKind kind : values()) {
      if (kind.label.equals(label)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "Cannot read a kind of failure: expected one of %s, got %s"
            .formatted(
                Arrays.stream(values()).map(FailureKind::label).collect(Collectors.joining(", ")),
                label));
  }
}
