package org.kvsweep.attention;

import org.kvsweep.attention.AttentionFacts.Biases;
import org.kvsweep.attention.AttentionFacts.Mask;
import org.kvsweep.attention.AttentionFacts.PositionMaps;
import org.kvsweep.attention.AttentionFacts.Scale;
import org.kvsweep.attention.BlockFacts.DropoutPlaces;
import org.kvsweep.attention.BlockFacts.ResidualInput;

/**
 * The facts of blocks in files of builds that saved a name for them. What the names mean can't
 * change any more, so it stands here and not with the models, which may.
 */
final class EarlierBlockFacts {
  /** The padding of the translator in these builds. */
  private static final int PADDING = 1;

  private EarlierBlockFacts() {}

  /**
   * The facts under a name.
   *
   * @param attentionStyle what such a file says beside a block under {@code attentionStyle}
   */
  static BlockFacts named(String attentionStyle) {
    return switch (attentionStyle) {
      case "CHARACTERS" ->
          new BlockFacts(
              new AttentionFacts(
                  Scale.ROOT_OF_WIDTH,
                  Mask.CAUSAL,
                  Biases.OUTPUT,
                  PositionMaps.PER_HEAD,
                  Start.LINEAR),
              ResidualInput.BEFORE_NORM,
              DropoutPlaces.ADDED_AND_WEIGHTS,
              BlockFacts.NO_PADDING);
      case "NUMBERS" ->
          new BlockFacts(
              attention(Mask.CAUSAL, Biases.NONE),
              ResidualInput.AFTER_NORM,
              DropoutPlaces.ADDED,
              BlockFacts.NO_PADDING);
      case "SOURCE" -> translator(Mask.NONE);
      case "TARGET" -> translator(Mask.CAUSAL);
      default ->
          throw new IllegalArgumentException(
              "Cannot read a block: expected CHARACTERS, NUMBERS, SOURCE or TARGET, got "
                  + attentionStyle);
    };
  }

  private static BlockFacts translator(Mask mask) {
    return new BlockFacts(
        attention(mask, Biases.ALL),
        ResidualInput.BEFORE_NORM,
        DropoutPlaces.ADDED_WEIGHTS_AND_HIDDEN,
        PADDING);
  }

  private static AttentionFacts attention(Mask mask, Biases biases) {
    return new AttentionFacts(
        Scale.ROOT_OF_HEAD_WIDTH, mask, biases, PositionMaps.SHARED, Start.GLOROT);
  }
}
