package org.kvsweep.model;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.KernelVertex;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;

/** A DL4J network of {@link KernelLayer}s while it is put together. */
final class LayerGraph {
  private final NeuralNetConfiguration.Builder global;
  private final GraphBuilder graph;
  private final List<InputType> inputs = new ArrayList<>();
  private String last;

  LayerGraph(long seed, DataType type) {
    global =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(type)
            .updater(new Adam())
            // Gradients are those of the mean already; DL4J's loop must not divide them again.
            .miniBatch(false)
            // The layers keep buffers of their own.
            .trainingWorkspaceMode(WorkspaceMode.NONE)
            .inferenceWorkspaceMode(WorkspaceMode.NONE);
    graph = global.graphBuilder();
  }

  /** An input of the network. */
  LayerGraph input(String name, InputType type) {
    graph.addInputs(name);
    inputs.add(type);
    last = name;
    return this;
  }

  /** A layer behind the one added last. */
  LayerGraph add(KernelLayer layer) {
    return add(layer, last);
  }

  /**
   * A layer.
   *
   * @param input the name of the layer or input before it
   * @param sides of further inputs; those that have no gradient come last
   */
  LayerGraph add(KernelLayer layer, String input, String... sides) {
    last = layer.getLayerName();
    if (sides.length == 0) {
      graph.addLayer(last, layer, input);
      return this;
    }
    String[] all = new String[sides.length + 1];
    all[0] = input;
    System.arraycopy(sides, 0, all, 1, sides.length);
    graph.addVertex(last, new KernelVertex(global.clone().layer(layer).build()), all);
    return this;
  }

  /** The network; the layer added last is its output. */
  ComputationGraphConfiguration build() {
    return graph.setInputTypes(inputs.toArray(InputType[]::new)).setOutputs(last).build();
  }
}
