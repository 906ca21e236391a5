package org.kvsweep.attention;

import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.SideInput;

/** How many tokens of each example are not padding, from the tokens themselves. */
final class Lengths {
  private final LayerContext context;
  private final SideInput tokens; // [B, T]
  private final Matrix lengths; // [B, 1]

  Lengths(LayerContext context, SideInput tokens) {
    this.context = context;
    this.tokens = tokens;
    this.lengths = context.buffer(context.shape().batch(), 1);
  }

  Matrix matrix() {
    return lengths;
  }

  void forward() {
    context.kernels().lengths(tokens.value(), LanguageStyle.PADDING, lengths);
  }
}
