package org.kvsweep.model;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;

/** Networks of Deeplearning4j's own layers. */
public final class Dl4jNetworks {
  private Dl4jNetworks() {}

  /** Returns the same network as a graph: one layer behind the other, each called by its number. */
  public static ComputationGraphConfiguration graph(MultiLayerConfiguration layers) {
    MultiLayerConfiguration copy = layers.clone();
    List<NeuralNetConfiguration> confs = copy.getConfs();
    ComputationGraphConfiguration.GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(confs.get(0).getSeed())
            .dataType(copy.getDataType())
            .miniBatch(confs.get(0).isMiniBatch())
            .trainingWorkspaceMode(copy.getTrainingWorkspaceMode())
            .inferenceWorkspaceMode(copy.getInferenceWorkspaceMode())
            .graphBuilder()
            .addInputs("input")
            .backpropType(copy.getBackpropType())
            .tBPTTForwardLength(copy.getTbpttFwdLength())
            .tBPTTBackwardLength(copy.getTbpttBackLength());
    String last = "input";
    for (int i = 0; i < confs.size(); i++) {
      String name = Integer.toString(i);
      graph.addLayer(name, confs.get(i).getLayer(), copy.getInputPreProcess(i), last);
      last = name;
    }
    return graph.setOutputs(last).build();
  }

  /** Returns how many parameters a network has, without making them. */
  public static long parameters(ComputationGraphConfiguration network) {
    return network.getVertices().values().stream()
        .mapToLong(vertex -> vertex.numParams(true))
        .reduce(0, Math::addExact);
  }
}
