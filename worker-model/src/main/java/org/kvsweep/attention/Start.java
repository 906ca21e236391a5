package org.kvsweep.attention;

import org.kvsweep.layer.Initial;

/** The initial values of the parameters of an attention and of its block. */
public enum Start {
  /**
   * Starts as PyTorch's {@code MultiheadAttention} does: Glorot, with the projections as one
   * matrix, and no bias at first.
   */
  MULTIHEAD,
  /** Starts as PyTorch's {@code Linear} does: weights and biases by the number of inputs. */
  LINEAR,
  /** Glorot, every matrix by itself, with the biases of PyTorch's {@code Linear}. */
  GLOROT;

  /** The start of the weights of projections in adjoining columns of one matrix. */
  Initial projections(int width, int columns) {
    return switch (this) {
      case MULTIHEAD -> Initial.glorot(width, columns);
      case LINEAR -> Initial.fanIn(width);
      case GLOROT -> Initial.glorot(width, width);
    };
  }

  /** The start of the weights of any other linear map. */
  Initial weights(int in, int out) {
    return switch (this) {
      case MULTIHEAD, GLOROT -> Initial.glorot(in, out);
      case LINEAR -> Initial.fanIn(in);
    };
  }

  /** The start of the biases of projections and output. */
  Initial biases(int width) {
    return switch (this) {
      case MULTIHEAD -> Initial.zero();
      case LINEAR, GLOROT -> Initial.fanIn(width);
    };
  }
}
