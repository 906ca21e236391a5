package org.kvsweep.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Dropout of ND4J arrays. */
final class Nd4jDropout {
  private Nd4jDropout() {}

  /** Multiplies all values by their factors of the current step. */
  static void drop(Dropout dropout, INDArray values) {
    if (dropout.active()) {
      values.muli(factors(dropout, values.dataType(), values.shape()));
    }
  }

  private static INDArray factors(Dropout dropout, DataType type, long... shape) {
    float[] single = new float[Math.toIntExact(Nd4j.createUninitialized(type, shape).length())];
    for (int i = 0; i < single.length; i++) {
      single[i] = dropout.factor(i);
    }
    INDArray rounded = Nd4j.createFromArray(single).reshape(shape);
    // In double the scale has to be exact, and float has rounded it.
    return type == DataType.DOUBLE
        ? rounded.gt(0).castTo(type).muli(dropout.exactScale())
        : rounded.castTo(type);
  }
}
