package org.kvsweep.attention;

import org.kvsweep.layer.Initial;

/** In what the attention of the paper's models differs beside the variant. */
public enum AttentionStyle {
  /**
   * Of the sequence encoder: scores divided by √K, biases everywhere, and projections that start as
   * one matrix.
   */
  ENCODER,
  /**
   * Of the vision transformer: scores divided by √D, no bias in the projections, and the start that
   * PyTorch gives every linear map.
   */
  VISION,
  /**
   * The attention of the character model: as {@link #VISION}, but causal, and a position map for
   * each head.
   */
  CHARACTERS,
  /** The attention of the number model: causal, scores divided by √K, no bias anywhere. */
  NUMBERS,
  /**
   * The attention of the translator's encoder, and of its decoder to what the encoder made: as in
   * {@link #ENCODER}.
   */
  SOURCE,
  /**
   * The attention of the translator's decoder to what it has written: as {@link #SOURCE}, but
   * causal.
   */
  TARGET;

  double scale(int width, int heads) {
    return switch (this) {
      case ENCODER, NUMBERS, SOURCE, TARGET -> Math.sqrt((double) width / heads);
      case VISION, CHARACTERS -> Math.sqrt(width);
    };
  }

  boolean causal() {
    return switch (this) {
      case ENCODER, VISION, SOURCE -> false;
      case CHARACTERS, NUMBERS, TARGET -> true;
    };
  }

  /** How many position maps KV+Pos learns. */
  int positionMaps(int heads) {
    return this == CHARACTERS ? heads : 1;
  }

  boolean projectionBias() {
    return switch (this) {
      case ENCODER, SOURCE, TARGET -> true;
      case VISION, CHARACTERS, NUMBERS -> false;
    };
  }

  boolean outputBias() {
    return this != NUMBERS;
  }

  /** The start of the weights of projections that lie side by side in {@code packed} columns. */
  Initial projectionStart(int width, int packed) {
    return switch (this) {
      case ENCODER -> Initial.glorot(width, packed);
      case VISION, CHARACTERS -> Initial.fanIn(width);
      case NUMBERS, SOURCE, TARGET -> Initial.glorot(width, width);
    };
  }

  Initial outputStart(int width) {
    return switch (this) {
      case ENCODER, NUMBERS, SOURCE, TARGET -> Initial.glorot(width, width);
      case VISION, CHARACTERS -> Initial.fanIn(width);
    };
  }

  /** The start of every bias. */
  Initial biasStart(int width) {
    return this == ENCODER ? Initial.zero() : Initial.fanIn(width);
  }
}
