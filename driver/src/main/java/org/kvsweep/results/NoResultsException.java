package org.kvsweep.results;

import java.io.IOException;

/** Thrown if there are no results where somebody looks for some. The message names the place. */
public final class NoResultsException extends IOException {
  private static final long serialVersionUID = 1;

  NoResultsException(String message) {
    super(message);
  }
}
