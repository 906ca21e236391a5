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
 * The model of numbers in words: causal blocks that add to their normalised input, a feed-forward
 * part of width 4D, and the vectors of the tokens as weights of the output. Input tokens [B, T],
 * output [B, T, vocabulary].
 *
 * @param vocabulary words there are
 * @param feedForwardDropout of what the feed-forward part adds; {@code dropout} is that of the rest
 */
public record NumberModel(
    AttentionVariant attention,
    int vocabulary,
    int width,
    int depth,
    int heads,
    double dropout,
    double feedForwardDropout) {
  /** m: channels of the position grid in the paper's number model. */
  private static final int POSITION_CHANNELS = 10;

  static final LanguageFacts FACTS =
      new LanguageFacts(
          (tokens, width) -> Initial.normal(1 / Math.sqrt(width)),
          Math::sqrt,
          Positions.SINE_HALVES,
          OutputWeights.TOKEN_VECTORS,
          Initial::glorot,
          width -> Initial.zero(),
          LabelSmoothing.NONE);

  private static final BlockFacts BLOCK =
      new BlockFacts(
          new AttentionFacts(
              Scale.ROOT_OF_HEAD_WIDTH,
              Mask.CAUSAL,
              Biases.NONE,
              PositionMaps.SHARED,
              Start.GLOROT),
          ResidualInput.AFTER_NORM,
          DropoutPlaces.ADDED,
          BlockFacts.NO_PADDING);

  /** A DL4J network for sequences of that length, with weights drawn from the seed. */
  public ComputationGraphConfiguration network(
      int length, long seed, DataType type, KernelChoice kernels) {
    KernelLayer table = table(kernels);
    String vectors = table.getLayerName();
    LayerGraph graph =
        new LayerGraph(seed, type)
            .input(Networks.INPUT, InputType.feedForward(length))
            .add(table)
            .add(embedding(kernels), Networks.INPUT, vectors);
    blocks(kernels).forEach(graph::add);
    String last = depth == 0 ? "embedding" : "block-" + (depth - 1);
    return graph.add(head(kernels), last, vectors).build();
  }

  /** Parameters, FLOPs and memory for batches of that shape. */
  public ModelCost cost(TokenShape shape) {
    List<KernelLayer> layers = new ArrayList<>(blocks(KernelChoice.PLAIN));
    layers.add(table(KernelChoice.PLAIN));
    layers.add(embedding(KernelChoice.PLAIN));
    layers.add(head(KernelChoice.PLAIN));
    return ModelCost.of(layers, shape);
  }

  private KernelLayer table(KernelChoice kernels) {
    return new TokenTable.Builder()
        .name("table")
        .nIn(vocabulary)
        .nOut(width)
        .kernels(kernels)
        .build();
  }

  private KernelLayer embedding(KernelChoice kernels) {
    return new LanguageEmbedding.Builder()
        .name("embedding")
        .style(LanguageStyle.NUMBERS)
        .nIn(vocabulary)
        .nOut(width)
        .dropoutRate(dropout)
        .kernels(kernels)
        .build();
  }

  private List<KernelLayer> blocks(KernelChoice kernels) {
    List<KernelLayer> blocks = new ArrayList<>();
    for (int block = 0; block < depth; block++) {
      blocks.add(
          new LanguageBlock.Builder()
              .name("block-" + block)
              .facts(BLOCK)
              .width(width)
              .attention(attention)
              .heads(heads)
              .positionChannels(POSITION_CHANNELS)
              .hidden(4 * width)
              .dropoutRate(dropout)
              .addedDropoutRate(feedForwardDropout)
              .kernels(kernels)
              .build());
    }
    return blocks;
  }

  private KernelLayer head(KernelChoice kernels) {
    return new LanguageHead.Builder()
        .name("head")
        .style(LanguageStyle.NUMBERS)
        .nIn(width)
        .nOut(vocabulary)
        .kernels(kernels)
        .build();
  }
}
