package org.kvsweep.attention;

import org.kvsweep.kernel.LabelSmoothing;
import org.kvsweep.layer.Initial;

/** In what the paper's language models differ beside their attention. */
public enum LanguageStyle {
  /** Learned positions; dropout on attention weights and on what each part of a block adds. */
  CHARACTERS,
  /**
   * What a part of a block adds, it adds to its <em>normalised</em> input; no dropout on attention
   * weights; the vectors of the tokens are the weights of the output too.
   */
  NUMBERS,
  /**
   * Encoder and decoder: dropout as in {@link #CHARACTERS}, and inside of the feed-forward part;
   * smoothed labels.
   */
  TRANSLATION;

  /** The token that fills up shorter sequences of a batch, in the translator. */
  public static final int PADDING = 1;

  private static final double SMOOTHING = 0.1;

  boolean addsToNormalised() {
    return this == NUMBERS;
  }

  boolean dropsWeights() {
    return this != NUMBERS;
  }

  boolean dropsHidden() {
    return this == TRANSLATION;
  }

  /** The start of the linear maps of blocks and output. */
  public Initial linearStart(int in, int out) {
    return this == CHARACTERS ? Initial.fanIn(in) : Initial.glorot(in, out);
  }

  /** What the vectors of tokens are multiplied by before their positions are added. */
  public double embeddingScale(int width) {
    return this == CHARACTERS ? 1 : Math.sqrt(width);
  }

  /** The start of the vectors of tokens. */
  public Initial tableStart(int tokens, int width) {
    return switch (this) {
      case CHARACTERS -> Initial.normal(1);
      case NUMBERS -> Initial.normal(1 / Math.sqrt(width));
      case TRANSLATION -> Initial.glorot(tokens, width);
    };
  }

  public boolean learnsPositions() {
    return this == CHARACTERS;
  }

  /** True if the output multiplies by the vectors of the tokens. */
  public boolean tiesOutput() {
    return this == NUMBERS;
  }

  /** The start of the biases of the output. */
  public Initial outputBiasStart(int width) {
    return this == NUMBERS ? Initial.zero() : Initial.fanIn(width);
  }

  public LabelSmoothing labelSmoothing() {
    return this == TRANSLATION ? new LabelSmoothing(SMOOTHING, PADDING) : LabelSmoothing.NONE;
  }
}
