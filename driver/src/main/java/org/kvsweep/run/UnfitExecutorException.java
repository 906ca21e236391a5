package org.kvsweep.run;

import java.io.IOException;

/**
 * An executor can't run the trials of this sweep: it has another build of kvsweep, or a GPU that
 * nothing here can use; or all of them together can't. The message names it and says what to do;
 * nothing is left running.
 */
public final class UnfitExecutorException extends IOException {
  private static final long serialVersionUID = 1;

  public UnfitExecutorException(String message) {
    super(message);
  }
}
