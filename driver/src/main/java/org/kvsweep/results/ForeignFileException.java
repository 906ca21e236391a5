package org.kvsweep.results;

import java.io.IOException;

/**
 * What has the name of a file of ours is none: a folder, a pipe, a link to nothing, far too large,
 * or not to be read. The message names it.
 */
final class ForeignFileException extends IOException {
  private static final long serialVersionUID = 1;

  ForeignFileException(String file, String why) {
    super("Cannot read %s: %s".formatted(file, why));
  }
}
