package org.kvsweep.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The memory of arrays outside the Java heap. The garbage collector frees it too, but does not know
 * how much it is, and rarely has a reason to run where kernels make no garbage.
 */
public final class ArrayMemory {
  private ArrayMemory() {}

  /**
   * Frees the memory of an array, so that neither it nor a view of it may be read or written any
   * more. Does nothing to null, to views, to what is free already, and to what is in a workspace.
   */
  public static void free(INDArray array) {
    if (array != null && array.closeable()) {
      array.close();
    }
  }
}
