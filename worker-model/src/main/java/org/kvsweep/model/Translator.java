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
import org.kvsweep.attention.DecoderBlock;
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
 * The translator: an encoder of the source and a decoder that writes the target and looks at what
 * the encoder made, pre-norm, sine positions, feed-forward parts of width 4D. Self-attention
 * follows the variant, cross-attention has a query in all of them. Inputs: tokens of the source [B,
 * S] and of the target [B, T], filled up with {@link #PADDING}; output [B, T, target vocabulary].
 */
public record Translator(
    AttentionVariant attention,
    int sourceVocabulary,
    int targetVocabulary,
    int width,
    int depth,
    int heads,
    double dropout) {
  /** m: channels of the position grid in the paper's translator. */
  private static final int POSITION_CHANNELS = 10;

  /** The token that fills up shorter sequences of a batch. */
  public static final int PADDING = 1;

  static final LanguageFacts FACTS =
      new LanguageFacts(
          Initial::glorot,
          Math::sqrt,
          Positions.SINES,
          OutputWeights.OWN,
          Initial::glorot,
          Initial::fanIn,
          new LabelSmoothing(0.1, PADDING));

  private static final BlockFacts ENCODER_BLOCK = block(Mask.NONE);
  private static final BlockFacts DECODER_BLOCK = block(Mask.CAUSAL);

  static final String SOURCE = "source";
  static final String TARGET = "target";
  static final String MEMORY = "memory";
  static final String EMBEDDING = "-embedding";
  static final String DECODER = "decoder-";
  static final String HEAD = "head";

  private static BlockFacts block(Mask mask) {
    return new BlockFacts(
        new AttentionFacts(
            Scale.ROOT_OF_HEAD_WIDTH, mask, Biases.ALL, PositionMaps.SHARED, Start.GLOROT),
        ResidualInput.BEFORE_NORM,
        DropoutPlaces.ADDED_WEIGHTS_AND_HIDDEN,
        PADDING);
  }

  /** A DL4J network with weights drawn from the seed. */
  public ComputationGraphConfiguration network(long seed, DataType type, KernelChoice kernels) {
    // Sequences may have any length; DL4J wants to hear of one.
    LayerGraph graph =
        new LayerGraph(seed, type)
            .input(SOURCE, InputType.feedForward(1))
            .input(TARGET, InputType.feedForward(1));
    String last = SOURCE;
    for (KernelLayer layer : encoder(kernels)) {
      boolean padded = layer instanceof LanguageBlock;
      graph.add(layer, last, padded ? new String[] {SOURCE} : new String[0]);
      last = layer.getLayerName();
    }
    last = TARGET;
    for (KernelLayer layer : decoder(kernels)) {
      boolean looks = layer instanceof DecoderBlock;
      graph.add(layer, last, looks ? new String[] {MEMORY, SOURCE, TARGET} : new String[0]);
      last = layer.getLayerName();
    }
    return graph.build();
  }

  /** Parameters, FLOPs and memory for batches of sources and targets of that shape. */
  public ModelCost cost(TokenShape shape) {
    return cost(shape, shape);
  }

  /**
   * The same for sources and targets of their own lengths. Cross-attention counts as that to a
   * source as long as the target.
   */
  public ModelCost cost(TokenShape sources, TokenShape targets) {
    return ModelCost.of(encoder(KernelChoice.PLAIN), sources)
        .plus(ModelCost.of(decoder(KernelChoice.PLAIN), targets));
  }

  private List<KernelLayer> encoder(KernelChoice kernels) {
    List<KernelLayer> layers = new ArrayList<>();
    layers.add(embedding(SOURCE + EMBEDDING, sourceVocabulary, kernels));
    for (int block = 0; block < depth; block++) {
      layers.add(
          new LanguageBlock.Builder()
              .name("encoder-" + block)
              .facts(ENCODER_BLOCK)
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
    layers.add(new Norm.Builder().name(MEMORY).nIn(width).nOut(width).kernels(kernels).build());
    return layers;
  }

  private List<KernelLayer> decoder(KernelChoice kernels) {
    List<KernelLayer> layers = new ArrayList<>();
    layers.add(embedding(TARGET + EMBEDDING, targetVocabulary, kernels));
    for (int block = 0; block < depth; block++) {
      layers.add(
          new DecoderBlock.Builder()
              .name(DECODER + block)
              .facts(DECODER_BLOCK)
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
            .name(HEAD)
            .style(LanguageStyle.TRANSLATION)
            .nIn(width)
            .nOut(targetVocabulary)
            .kernels(kernels)
            .build());
    return layers;
  }

  private KernelLayer embedding(String name, int vocabulary, KernelChoice kernels) {
    return new LanguageEmbedding.Builder()
        .name(name)
        .style(LanguageStyle.TRANSLATION)
        .nIn(vocabulary)
        .nOut(width)
        .dropoutRate(dropout)
        .kernels(kernels)
        .build();
  }
}
