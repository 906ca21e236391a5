package org.kvsweep.attention;

import org.kvsweep.layer.Initial;

/** In what the self-attention of the paper's models differs beside the variant. */
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
  VISION;

  double scale(int width, int heads) {
    return switch (this) {
      case ENCODER -> Math.sqrt((double) width / heads);
      case VISION -> Math.sqrt(width);
    };
  }

  boolean projectionBias() {
    return this == ENCODER;
  }

  Initial projectionStart(int width, int packed) {
    return switch (this) {
      case ENCODER -> Initial.glorot(width, packed);
      case VISION -> Initial.fanIn(width);
    };
  }

  Initial outputStart(int width) {
    return switch (this) {
      case ENCODER -> Initial.glorot(width, width);
      case VISION -> Initial.fanIn(width);
    };
  }

  Initial outputBiasStart(int width) {
    return switch (this) {
      case ENCODER -> Initial.zero();
      case VISION -> Initial.fanIn(width);
    };
  }
}
