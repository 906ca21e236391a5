package org.kvsweep.model;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.TokenShape;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The encoder that points at the odd one in a set: a linear map of each member's features, without
 * position, the blocks of the sequence encoder, and a softmax over the members. Input [B, T, F],
 * output [B, T].
 *
 * @param features F of each member
 * @param inputDropout the probability of dropping a feature
 * @param encoder whose blocks, width and dropout it has
 */
public record SetAnomaly(int features, double inputDropout, SequenceEncoder encoder) {

  /** A DL4J network for sets of that size, with weights drawn from the seed. */
  public ComputationGraphConfiguration network(
      int size, long seed, DataType type, KernelChoice kernels) {
    InputType input = InputType.recurrent(features, size, RNNFormat.NWC);
    return Networks.chain(layers(kernels), input, seed, type);
  }

  /** Parameters, FLOPs and memory for batches of that shape. */
  public ModelCost cost(TokenShape shape) {
    return ModelCost.of(layers(KernelChoice.PLAIN), shape);
  }

  private List<KernelLayer> layers(KernelChoice kernels) {
    List<KernelLayer> layers = new ArrayList<>();
    layers.add(
        new FeatureEmbedding.Builder()
            .name("embedding")
            .nIn(features)
            .nOut(encoder.width())
            .dropoutRate(inputDropout)
            .kernels(kernels)
            .build());
    layers.addAll(encoder.blocks(kernels));
    layers.add(
        new SetClassifier.Builder()
            .name("head")
            .nIn(encoder.width())
            .dropoutRate(encoder.dropout())
            .kernels(kernels)
            .build());
    return layers;
  }
}
