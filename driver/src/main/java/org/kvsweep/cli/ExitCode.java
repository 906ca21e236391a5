package org.kvsweep.cli;

/** The exit codes of the process. */
final class ExitCode {
  static final int OK = 0;

  /**
   * Something went wrong or was not done; at the end of a sweep, some trials failed, diverged or
   * have not ended.
   */
  static final int TROUBLE = 1;

  /** The command line or the sweep file is wrong; nothing was started. */
  static final int USAGE = 2;

  /** The terminal was closed. As in shells, 128 plus the number of the signal. */
  static final int HUNG_UP = 129;

  static final int INTERRUPTED = 130;

  static final int TERMINATED = 143;

  private ExitCode() {}
}
