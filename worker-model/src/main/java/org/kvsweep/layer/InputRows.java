package org.kvsweep.layer;

import org.kvsweep.kernel.Matrix;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An input array and the matrix of its rows.
 *
 * @param array as it came in
 * @param shared true if the matrix is the memory of the array, false if it is a copy
 */
record InputRows(INDArray array, Matrix matrix, boolean shared) {

  /** The rows of an array; those of last time if it is the same memory. */
  static InputRows of(INDArray array, InputRows last, DataType type) {
    if (last != null && last.array == array && last.shared) {
      return last;
    }
    INDArray dense = dense(array, type);
    return new InputRows(array, Matrix.of(dense), dense == array);
  }

  /**
   * The array itself if it is dense and of that type, else a copy that is, outside of workspaces:
   * the backward pass reads it too.
   */
  @SuppressWarnings("try") // the scope matters, not the object
  static INDArray dense(INDArray array, DataType type) {
    if (array.dataType() == type && Matrix.dense(array)) {
      return array;
    }
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return Nd4j.createUninitialized(type, array.shape(), 'c').assign(array);
    }
  }
}
