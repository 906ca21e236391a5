package org.kvsweep.sweep;

/** A reason why trials can't read their data files, as the driver sees them. */
public record DataProblem(Kind kind, String message) {

  /** The kinds of problems. */
  public enum Kind {
    /** A file is not there that kvsweep can fetch. */
    NOT_FETCHED,
    /** A file is not there that the user has to bring. */
    MISSING,
    /** A file is there and is not what it should be. */
    UNFIT
  }
}
