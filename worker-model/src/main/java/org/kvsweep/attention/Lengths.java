package org.kvsweep.attention;

import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.SideInput;

/** Counts the tokens of each example that are not padding. */
final class Lengths {
  private final LayerContext context;
  private final SideInput tokens; // [B, T]
  private final int padding;
  private final Matrix lengths; // [B, 1]

  /**
   * The lengths of what a side input has.
   *
   * @param padding the token that fills up
   */
  Lengths(LayerContext context, SideInput tokens, int padding) {
    this.context = context;
    this.tokens = tokens;
    this.padding = padding;
    this.lengths = context.buffer(context.shape().batch(), 1);
  }

  Matrix matrix() {
    return lengths;
  }

  void forward() {
    context.kernels().lengths(tokens.value(), padding, lengths);
  }
}
