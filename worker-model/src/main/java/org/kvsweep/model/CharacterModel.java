package org.kvsweep.model;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.kvsweep.attention.AttentionFacts;
import org.kvsweep.attention.AttentionFacts.Biases;
import org.kvsweep.attention.AttentionFacts.Mask;
import org.kvsweep.attention.AttentionFacts.PositionMaps;
import org.kvsweep.attention.AttentionFacts.Scale;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.attention.BlockFacts;
import org.kvsweep.attention.BlockFacts.DropoutPlaces;
import org.kvsweep.attention.BlockFacts.ResidualInput;
import org.kvsweep.attention.LanguageBlock;
import org.kvsweep.attention.Start;
import org.kvsweep.kernel.LabelSmoothing;
import org.kvsweep.layer.Initial;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.layer.TokenShape;
import org.kvsweep.model.LanguageFacts.OutputWeights;
import org.kvsweep.model.LanguageFacts.Positions;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The model of characters, which says what comes next: learned positions, causal pre-norm blocks
 * with a feed-forward part of width 4D, one position map for each head. Input tokens [B, T] of at
 * most {@code context}, output [B, T, vocabulary].
 *
 * @param vocabulary characters there are
 * @param context the longest sequence
 */
public record CharacterModel(
    AttentionVariant attention,
    int vocabulary,
    int context,
    int width,
    int depth,
    int heads,
    double dropout) {
  /** m: channels of the position grid in the paper's character model. */
  private static final int POSITION_CHANNELS = 20;

  static final LanguageFacts FACTS =
      new LanguageFacts(
          (tokens, width) -> Initial.normal(1),
          width -> 1,
          Positions.LEARNED,
          OutputWeights.OWN,
          (in, out) -> Initial.fanIn(in),
          Initial::fanIn,
          LabelSmoothing.NONE);

  private static final BlockFacts BLOCK =
      new BlockFacts(
          new AttentionFacts(
              Scale.ROOT_OF_WIDTH, Mask.CAUSAL, Biases.OUTPUT, PositionMaps.PER_HEAD, Start.LINEAR),
          ResidualInput.BEFORE_NORM,
          DropoutPlaces.ADDED_AND_WEIGHTS,
          BlockFacts.NO_PADDING);

  /** A DL4J network with weights drawn from the seed. */
  public ComputationGraphConfiguration network(long seed, DataType type, KernelChoice kernels) {
    return Networks.chain(layers(kernels), InputType.feedForward(context), seed, type);
  }

  /** Parameters, FLOPs and memory for batches of that shape. */
  public ModelCost cost(TokenShape shape) {
    return ModelCost.of(layers(KernelChoice.PLAIN), shape);
  }

  private List<KernelLayer> layers(KernelChoice kernels) {
    List<KernelLayer> layers = new ArrayList<>();
    layers.add(
        new LanguageEmbedding.Builder()
            .name("embedding")
            .style(LanguageStyle.CHARACTERS)
            .context(context)
            .nIn(vocabulary)
            .nOut(width)
            .kernels(kernels)
            .build());
    for (int block = 0; block < depth; block++) {
      layers.add(
          new LanguageBlock.Builder()
              .name("block-" + block)
              .facts(BLOCK)
              .width(width)
              .attention(attention)
              .heads(heads)
              .positionChannels(POSITION_CHANNELS)
              .hidden(4 * width)
              .dropoutRate(dropout)
              .addedDropoutRate(dropout)
              .kernels(kernels)
              .build());
    }
    layers.add(
        new LanguageHead.Builder()
            .name("head")
            .style(LanguageStyle.CHARACTERS)
            .nIn(width)
            .nOut(vocabulary)
            .kernels(kernels)
            .build());
    return layers;
  }
}
