package org.kvsweep.layer;

import org.kvsweep.kernel.Matrix;

/**
 * A differentiable function on buffers of its own, for one {@link TokenShape}. What layers are put
 * together from.
 */
public interface Operation {

  /**
   * Applies the function.
   *
   * @param x [N, in]; has to stay as it is until {@link #backward}
   * @return [N, out]; the same matrix every time
   */
  Matrix forward(Matrix x);

  /**
   * The gradients of the last {@link #forward}; those of parameters go where the context says.
   *
   * @param dy [N, out]; may be overwritten
   * @param dx [N, in] out, or null where it is not wanted
   */
  void backward(Matrix dy, Matrix dx);
}
