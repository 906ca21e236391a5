package org.kvsweep.task.data;

import java.io.Serial;
import java.util.List;

/** A data file is not what it should be, at several places. */
public final class UnfitDataException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  private final String summary;
  private final transient List<String> problems;

  /**
   * The refusal of a file.
   *
   * @param summary says which file it is, without an end
   * @param problems with it, each with its line
   */
  public UnfitDataException(String summary, List<String> problems) {
    super(summary + ": " + String.join("; ", problems));
    this.summary = summary;
    this.problems = List.copyOf(problems);
  }

  /** Says which file it is, and how much is wrong. */
  public String summary() {
    return summary;
  }

  /** Returns what is wrong, to be shown one below the other. */
  public List<String> problems() {
    return problems;
  }
}
