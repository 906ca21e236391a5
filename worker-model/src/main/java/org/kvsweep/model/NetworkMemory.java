package org.kvsweep.model;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.kvsweep.layer.LayerRuntime;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The memory of networks outside the Java heap. */
public final class NetworkMemory {
  private NetworkMemory() {}

  /**
   * Frees the memory of a network, which may not be used any more: its parameters, gradients, state
   * of the updater, and the buffers of kvsweep's layers. DL4J's own {@code close} leaves the
   * buffers, and asks for a garbage collection, which stops the trials of other threads. Workspaces
   * stay: the next network of this thread uses them again.
   */
  public static void free(ComputationGraph network) {
    for (Layer layer : network.getLayers()) {
      if (layer instanceof LayerRuntime runtime) {
        runtime.close();
      }
    }
    ComputationGraphUpdater updater = network.getUpdater(false);
    if (updater != null) {
      free(updater.getStateViewArray());
    }
    free(network.getGradientsViewArray());
    free(network.params());
  }

  /** Frees the vector that an array of the network is, or is a view of. */
  private static void free(INDArray array) {
    if (array == null || array.isEmpty()) {
      return;
    }
    DataBuffer own = array.data();
    DataBuffer whole = own.originalDataBuffer() == null ? own : own.originalDataBuffer();
    if (whole.closeable()) {
      whole.close();
    }
  }
}
