package org.kvsweep.results;

import java.io.IOException;

/**
 * Thrown if this driver was silent for so long that another one took over the results folder, or if
 * the folder is gone. Nothing more may be written; the message says who took it, or what to do.
 */
public final class LeaseLostException extends IOException {
  private static final long serialVersionUID = 1;

  LeaseLostException(String message) {
    super(message);
  }
}
