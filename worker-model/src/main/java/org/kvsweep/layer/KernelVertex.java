package org.kvsweep.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link KernelLayer} in a DL4J graph that has more inputs than one: the first is what any layer
 * has, the further ones are at hand as {@link LayerContext#sideInput}. So a decoder reads what the
 * encoder wrote, padding is known from the tokens, and two layers share a matrix.
 *
 * <p>Inputs that have no gradient come last; DL4J can't skip one in between.
 */
public final class KernelVertex extends LayerVertex {

  /** Creates an empty instance for a JSON reader to fill in. */
  public KernelVertex() {}

  /** A vertex of the layer in that configuration. */
  public KernelVertex(NeuralNetConfiguration configuration) {
    super(configuration, null);
  }

  @Override
  public KernelVertex clone() {
    return new KernelVertex(getLayerConf().clone());
  }

  @Override
  public int maxVertexInputs() {
    return Integer.MAX_VALUE;
  }

  @Override
  public KernelVertexRuntime instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    NeuralNetConfiguration configuration = getLayerConf();
    LayerRuntime layer =
        (LayerRuntime)
            configuration
                .getLayer()
                .instantiate(configuration, null, index, parameters, initialize, type);
    boolean output = graph.getConfiguration().getNetworkOutputs().contains(name);
    return new KernelVertexRuntime(graph, name, index, layer, output, type);
  }

  @Override
  public InputType getOutputType(int index, InputType... inputs) {
    return getLayerConf().getLayer().getOutputType(index, inputs[0]);
  }

  @Override
  public MemoryReport getMemoryReport(InputType... inputs) {
    return getLayerConf().getLayer().getMemoryReport(inputs[0]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KernelVertex && super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
