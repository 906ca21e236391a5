package org.kvsweep.results;

import java.io.IOException;

/**
 * Thrown if something has the name of one of our files and is not one: a folder, a pipe, a link to
 * nothing, a file that is far too large or can't be read. The message names it.
 */
public final class ForeignFileException extends IOException {
  private static final long serialVersionUID = 1;

  private final String why;

  ForeignFileException(String file, String why) {
    super("Cannot read %s: %s".formatted(file, why));
    this.why = why;
  }

  /** The reason, for messages that name the file themselves. */
  public String why() {
    return why;
  }
}
