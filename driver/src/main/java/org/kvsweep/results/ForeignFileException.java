package org.kvsweep.results;

import java.io.IOException;

/**
 * What has the name of a file of ours is none: a folder, a pipe, a link to nothing, far too large,
 * or not to be read. The message names it.
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
