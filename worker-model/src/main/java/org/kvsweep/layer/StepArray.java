package org.kvsweep.layer;

import org.kvsweep.kernel.Matrix;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** An array that comes to a layer at every step, mostly the same one, as a matrix. */
final class StepArray {
  private INDArray last;
  private Matrix rows;

  /** The array as rows of its last dimension, in that type. */
  Matrix rows(INDArray array, DataType type) {
    if (array != last) {
      INDArray dense = dense(array, type);
      rows = Matrix.of(dense);
      // A copy would not follow what the caller writes into the array for the next step.
      last = dense == array ? array : null;
    }
    return rows;
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
