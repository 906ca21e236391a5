package org.kvsweep.model;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.kvsweep.layer.KernelLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;

/** DL4J networks of {@link KernelLayer}s. */
final class Networks {
  static final String INPUT = "input";

  private Networks() {}

  /** One layer behind the other; the last is the output. Input: tokens [B, T]. */
  static ComputationGraphConfiguration chain(
      List<? extends KernelLayer> layers, int length, long seed, DataType type) {
    GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(type)
            .updater(new Adam())
            // Gradients are those of the mean already; DL4J's loop must not divide them again.
            .miniBatch(false)
            // The layers keep buffers of their own.
            .trainingWorkspaceMode(WorkspaceMode.NONE)
            .inferenceWorkspaceMode(WorkspaceMode.NONE)
            .graphBuilder()
            .addInputs(INPUT)
            .setInputTypes(InputType.feedForward(length));
    String last = INPUT;
    for (KernelLayer layer : layers) {
      graph.addLayer(layer.getLayerName(), layer, last);
      last = layer.getLayerName();
    }
    return graph.setOutputs(last).build();
  }
}
