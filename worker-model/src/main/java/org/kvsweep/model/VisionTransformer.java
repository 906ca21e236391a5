package org.kvsweep.model;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.attention.VisionBlock;
import org.kvsweep.kernel.PatchShape;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.TokenShape;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The vision transformer, which classifies images: patches, class token and learned positions,
 * pre-norm blocks, and a head of linear, GELU, linear on the class token. Input [B, C, height,
 * width], output [B, classes].
 *
 * @param images what they are and how they are cut
 * @param classes to tell apart
 * @param width D
 * @param depth blocks
 * @param heads H
 * @param hidden the width between the two linear maps of each block and of the head
 */
public record VisionTransformer(
    AttentionVariant attention,
    PatchShape images,
    int classes,
    int width,
    int depth,
    int heads,
    int hidden) {
  /** m: channels of the position grid in the paper's vision tasks. */
  private static final int POSITION_CHANNELS = 50;

  /** A DL4J network with weights drawn from the seed. */
  public ComputationGraphConfiguration network(long seed, DataType type, KernelChoice kernels) {
    InputType input = InputType.convolutional(images.image(), images.image(), images.channels());
    return Networks.chain(layers(kernels), input, seed, type);
  }

  /** Parameters, FLOPs and memory for batches of that many images. */
  public ModelCost cost(int batch) {
    return ModelCost.of(layers(KernelChoice.PLAIN), new TokenShape(batch, images.count() + 1));
  }

  private List<KernelLayer> layers(KernelChoice kernels) {
    List<KernelLayer> layers = new ArrayList<>();
    layers.add(
        new PatchEmbedding.Builder()
            .name("embedding")
            .patches(images)
            .nOut(width)
            .kernels(kernels)
            .build());
    for (int block = 0; block < depth; block++) {
      layers.add(
          new VisionBlock.Builder()
              .name("block-" + block)
              .width(width)
              .attention(attention)
              .heads(heads)
              .positionChannels(POSITION_CHANNELS)
              .hidden(hidden)
              .kernels(kernels)
              .build());
    }
    layers.add(
        new FirstTokenClassifier.Builder()
            .name("head")
            .nIn(width)
            .nOut(classes)
            .hidden(hidden)
            .kernels(kernels)
            .build());
    return layers;
  }
}
