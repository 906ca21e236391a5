package org.kvsweep.layer;

import org.kvsweep.kernel.Matrix;

/** y = x·Φ(x), the Gaussian error linear unit. */
public final class Gelu implements Operation {
  private final LayerContext context;
  private final Matrix y;
  private Matrix slope;

  public Gelu(LayerContext context, int columns) {
    this.context = context;
    this.y = context.buffer(context.shape().rows(), columns);
  }

  /**
   * Applies the function.
   *
   * @param x [N, columns]; is overwritten
   */
  @Override
  public Matrix forward(Matrix x) {
    slope = x;
    context.kernels().gelu(x, y);
    return y;
  }

  /**
   * The gradient of the last {@link #forward}.
   *
   * @param dx the same matrix as {@code dy}
   */
  @Override
  public void backward(Matrix dy, Matrix dx) {
    if (dx != dy) {
      throw new IllegalArgumentException("Cannot differentiate: expected dx in the place of dy");
    }
    context.kernels().geluBackward(slope, dy);
  }
}
