package org.kvsweep.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;

/** Networks of Deeplearning4j's own layers. */
public final class Dl4jNetworks {
  /**
   * Examples that are evaluated together at least: Deeplearning4j spends most of the time of a
   * small network on calls.
   */
  public static final int EVALUATED_TOGETHER = 256;

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
            .optimizationAlgo(confs.get(0).getOptimizationAlgo())
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

  /**
   * How many numbers an example is in a network.
   *
   * @param layers that all of its vertices put out
   * @param ends that it reads, and its labels
   */
  record Numbers(long layers, long ends) {}

  /**
   * Returns how many numbers an example is in a network, without making it. Where the configuration
   * does not say how large an image or how long a sequence is, one place of it counts.
   */
  static Numbers numbers(ComputationGraphConfiguration network) {
    InputType[] inputs =
        network.getNetworkInputs().stream()
            .map(input -> InputType.feedForward(Math.max(1, inputs(network, input))))
            .toArray(InputType[]::new);
    Map<String, Long> sizes = sizes(network, inputs);
    long labels = network.getNetworkOutputs().stream().mapToLong(sizes::get).sum();
    return new Numbers(
        sizes.values().stream().mapToLong(Long::longValue).sum(),
        labels + Arrays.stream(inputs).mapToLong(InputType::arrayElementsPerExample).sum());
  }

  /** The numbers of an example that each vertex puts out. */
  private static Map<String, Long> sizes(
      ComputationGraphConfiguration network, InputType[] inputs) {
    Map<String, Long> sizes = new HashMap<>();
    try {
      Map<String, InputType> types =
          network.clone().getLayerActivationTypes(true, false, inputs); // it changes what it asks
      for (String vertex : network.getVertices().keySet()) {
        sizes.put(vertex, types.get(vertex).arrayElementsPerExample());
      }
    } catch (RuntimeException e) { // it is no network of plain numbers
      network.getVertices().forEach((name, vertex) -> sizes.put(name, outputs(vertex)));
    }
    return sizes;
  }

  /** How many numbers the first layer behind an input says that it reads; 0 if it does not. */
  private static long inputs(ComputationGraphConfiguration network, String input) {
    return network.getVertices().entrySet().stream()
        .filter(vertex -> network.getVertexInputs().get(vertex.getKey()).contains(input))
        .map(Map.Entry::getValue)
        .mapToLong(Dl4jNetworks::inputs)
        .findFirst()
        .orElse(0);
  }

  private static long inputs(GraphVertex vertex) {
    if (vertex instanceof LayerVertex layer
        && layer.getPreProcessor() instanceof FeedForwardToCnnPreProcessor image) {
      return image.getInputHeight() * image.getInputWidth() * image.getNumChannels();
    }
    return sized(vertex).map(FeedForwardLayer::getNIn).orElse(0L);
  }

  private static long outputs(GraphVertex vertex) {
    return sized(vertex).map(FeedForwardLayer::getNOut).orElse(0L);
  }

  private static Optional<FeedForwardLayer> sized(GraphVertex vertex) {
    return vertex instanceof LayerVertex layer
            && layer.getLayerConf().getLayer() instanceof FeedForwardLayer sized
        ? Optional.of(sized)
        : Optional.empty();
  }
}
