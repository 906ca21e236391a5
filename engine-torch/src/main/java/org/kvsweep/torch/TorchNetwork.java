package org.kvsweep.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.kvsweep.kernel.LabelSmoothing;
import org.kvsweep.layer.KernelLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network of kvsweep's layers as a function of tensors. It is read from Deeplearning4j's network,
 * and its parameters are one vector that lies as that one's: on the CPU it is the same memory.
 */
final class TorchNetwork implements AutoCloseable {
  private final ComputationGraph network;
  private final TorchDevice device;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Slice> slices = new ArrayList<>();
  private final Tensor parameters;
  private final Constants constants;
  private final DropoutMasks dropout;

  /** A run of the vector of parameters: a matrix, row-major. */
  private record Slice(long rows, long columns) {
    long size() {
      return rows * columns;
    }
  }

  /**
   * A layer of the network.
   *
   * @param inputs the vertices that it reads
   * @param parameters by name, the numbers of their slices
   */
  private record Node(
      int vertex, KernelLayer layer, List<Integer> inputs, Map<String, Integer> parameters) {}

  /**
   * The functions and parameters of that network.
   *
   * @param seed of what is drawn at random
   */
  TorchNetwork(ComputationGraph network, TorchDevice device, long seed) {
    this.network = network;
    this.device = device;
    for (int vertex : network.topologicalSortOrder()) {
      GraphVertex found = network.getVertices()[vertex];
      if (found.hasLayer()) {
        nodes.add(node(vertex, found));
      }
    }
    // Each view of a layer's parameter follows the one before, from the first layer on.
    this.parameters =
        Scopes.freed(() -> device.tensor(network.params()).view(-1).retainReference());
    this.parameters.set_requires_grad(true);
    this.constants = new Constants(device, network.params().dataType());
    this.dropout = new DropoutMasks(device, seed);
  }

  private Node node(int vertex, GraphVertex found) {
    Layer layer = found.getLayer();
    Map<String, Integer> names = new LinkedHashMap<>();
    layer
        .paramTable()
        .forEach(
            (name, view) -> {
              names.put(name, slices.size());
              slices.add(new Slice(view.size(0), view.size(1)));
            });
    List<Integer> inputs =
        Stream.of(found.getInputVertices()).map(VertexIndices::getVertexIndex).toList();
    return new Node(vertex, (KernelLayer) layer.conf().getLayer(), inputs, names);
  }

  ComputationGraph network() {
    return network;
  }

  TorchDevice device() {
    return device;
  }

  /** All parameters, a leaf of the graph that autograd follows. */
  Tensor parameters() {
    return parameters;
  }

  DropoutMasks dropout() {
    return dropout;
  }

  /** Returns how the loss smooths labels. */
  LabelSmoothing smoothing() {
    return output().layer().labelSmoothing();
  }

  private Node output() {
    return nodes.get(nodes.size() - 1);
  }

  /**
   * The logits of a batch, one row for each label.
   *
   * @param features one array for each input of the network
   */
  Tensor logits(INDArray[] features) {
    Tensor[] outputs = new Tensor[network.getVertices().length];
    List<String> inputs = network.getConfiguration().getNetworkInputs();
    for (int i = 0; i < features.length; i++) {
      outputs[network.getVertex(inputs.get(i)).getVertexIndex()] = device.tensor(features[i]);
    }
    long[] sizes = slices.stream().mapToLong(Slice::size).toArray();
    // One node in autograd's graph: the gradients come back as one vector too.
    TensorVector split = parameters.split_with_sizes(sizes);
    for (Node node : nodes) {
      outputs[node.vertex()] = TorchLayers.output(node.layer(), pass(node, outputs, split));
    }
    return outputs[output().vertex()];
  }

  private LayerPass pass(Node node, Tensor[] outputs, TensorVector split) {
    List<Tensor> inputs = new ArrayList<>();
    for (int input : node.inputs()) {
      inputs.add(outputs[input]);
    }
    Map<String, Tensor> own = new LinkedHashMap<>();
    node.parameters()
        .forEach(
            (name, index) -> {
              Slice slice = slices.get(index);
              own.put(name, split.get(index).view(slice.rows(), slice.columns()));
            });
    return new LayerPass(node.layer().getLayerName(), inputs, own, dropout, constants);
  }

  @Override
  public void close() {
    dropout.close();
    constants.close();
    parameters.close();
  }
}
