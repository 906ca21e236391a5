package org.kvsweep.model;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.attention.EncoderBlock;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.TokenShape;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The encoder of the synthetic tasks, which labels every token: one-hot token to linear map and
 * sine positions, post-norm blocks with a feed-forward part of width 2D, and a head of linear,
 * norm, ReLU, linear. Input tokens [B, T], output [B, T, classes].
 *
 * @param classes of tokens and of labels
 */
public record SequenceEncoder(
    AttentionVariant attention, int classes, int width, int depth, int heads, double dropout) {
  /** m: channels of the position grid in the paper's synthetic tasks. */
  private static final int POSITION_CHANNELS = 10;

  /** A DL4J network for sequences of that length, with weights drawn from the seed. */
  public ComputationGraphConfiguration network(
      int length, long seed, DataType type, KernelChoice kernels) {
    return Networks.chain(layers(kernels), InputType.feedForward(length), seed, type);
  }

  /** Parameters, FLOPs and memory for batches of that shape. */
  public ModelCost cost(TokenShape shape) {
    return ModelCost.of(layers(KernelChoice.PLAIN), shape);
  }

  private List<KernelLayer> layers(KernelChoice kernels) {
    List<KernelLayer> layers = new ArrayList<>();
    layers.add(
        new TokenEmbedding.Builder()
            .name("embedding")
            .nIn(classes)
            .nOut(width)
            .kernels(kernels)
            .build());
    layers.addAll(blocks(kernels));
    layers.add(
        new TokenClassifier.Builder()
            .name("head")
            .nIn(width)
            .nOut(classes)
            .dropoutRate(dropout)
            .kernels(kernels)
            .build());
    return layers;
  }

  /** The blocks alone. */
  List<KernelLayer> blocks(KernelChoice kernels) {
    List<KernelLayer> blocks = new ArrayList<>();
    for (int block = 0; block < depth; block++) {
      blocks.add(
          new EncoderBlock.Builder()
              .name("block-" + block)
              .width(width)
              .attention(attention)
              .heads(heads)
              .positionChannels(POSITION_CHANNELS)
              .hidden(2 * width)
              .dropoutRate(dropout)
              .kernels(kernels)
              .build());
    }
    return blocks;
  }
}
