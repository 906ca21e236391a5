package org.kvsweep.task;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Arrays that examples are read into, the same ones step after step.
 *
 * @param features one array for each input of the network, the first dimension is the example
 * @param labels class ids
 */
@SuppressWarnings("ArrayRecordComponent") // what DL4J takes; never compared
public record Batch(INDArray[] features, INDArray labels) {

  /** The number of examples. */
  public int size() {
    return (int) features[0].size(0);
  }
}
