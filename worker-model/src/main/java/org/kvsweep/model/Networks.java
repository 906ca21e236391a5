package org.kvsweep.model;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.kvsweep.layer.KernelLayer;
import org.nd4j.linalg.api.buffer.DataType;

/** DL4J networks of {@link KernelLayer}s. */
final class Networks {
  static final String INPUT = "input";

  private Networks() {}

  /** One layer behind the other; the last is the output. */
  static ComputationGraphConfiguration chain(
      List<? extends KernelLayer> layers, InputType input, long seed, DataType type) {
    LayerGraph graph = new LayerGraph(seed, type).input(INPUT, input);
    layers.forEach(graph::add);
    return graph.build();
  }
}
