package org.kvsweep.results;

import java.io.IOException;

/** Thrown if another driver writes to the results folder; the message says which. */
public final class FolderInUseException extends IOException {
  private static final long serialVersionUID = 1;

  FolderInUseException(String message) {
    super(message);
  }
}
