package org.kvsweep.sweep;

/** Why trials can't read their data files, as the driver sees them. */
public record DataProblem(Kind kind, String message) {

  /** What is wrong. */
  public enum Kind {
    /** A file is not there that kvsweep can fetch. */
    NOT_FETCHED,
    /** Another file is not there. */
    MISSING,
    /** A file is there and is not what it should be. */
    UNFIT
  }
}
