package org.kvsweep.attention;

import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.LayerContext;

/** y = x + dropout(added), at the end of a block, where no norm follows. */
final class Residual {
  private final LayerContext context;
  private final Dropout dropout;
  private final Matrix y; // [N, D]
  private final Matrix dAdded; // [N, D]

  Residual(LayerContext context, int width, Dropout dropout) {
    this.context = context;
    this.dropout = dropout;
    this.y = context.buffer(context.shape().rows(), width);
    this.dAdded = context.gradientBuffer(context.shape().rows(), width);
  }

  Matrix forward(Matrix x, Matrix added) {
    context.kernels().add(x, added, dropout, y);
    return y;
  }

  /** The gradient of what was added; that of x is {@code dy} itself, which stays as it is. */
  Matrix backward(Matrix dy) {
    if (!dropout.active()) {
      return dy;
    }
    context.kernels().drop(dy, dropout, dAdded);
    return dAdded;
  }
}
