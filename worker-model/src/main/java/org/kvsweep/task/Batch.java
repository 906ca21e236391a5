package org.kvsweep.task;

import org.kvsweep.kernel.ArrayMemory;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The arrays that examples are read into, the same ones step after step.
 *
 * @param features one array for each input of the network, the first dimension is the example
 * @param labels class ids; for an output layer of Deeplearning4j's what its loss takes, such as a
 *     column for each class
 */
@SuppressWarnings("ArrayRecordComponent") // what DL4J takes; never compared
public record Batch(INDArray[] features, INDArray labels) implements AutoCloseable {

  /** A batch of token ids, a class for each token. */
  public static Batch ofIds(int examples, int tokens) {
    return new Batch(new INDArray[] {ids(examples, tokens)}, ids(examples, tokens));
  }

  private static INDArray ids(int examples, int tokens) {
    return Nd4j.create(DataType.FLOAT, examples, tokens);
  }

  /** The number of examples. */
  public int size() {
    return (int) features[0].size(0);
  }

  /** Frees the memory of the arrays, which may not be used any more. */
  @Override
  public void close() {
    for (INDArray array : features) {
      ArrayMemory.free(array);
    }
    ArrayMemory.free(labels);
  }
}
