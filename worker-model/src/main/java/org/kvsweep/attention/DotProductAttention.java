package org.kvsweep.attention;

import org.kvsweep.kernel.AttentionOperands;
import org.kvsweep.kernel.AttentionShape;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.LayerContext;

/**
 * The part of an attention between its linear maps, for all heads: scores, position map, mask,
 * softmax, dropout and the weighted sum of the values. {@link Attention} has the formula.
 *
 * <p>B batch, H heads, T targets, S sources, D width.
 */
final class DotProductAttention {
  private final LayerContext context;
  private final AttentionShape shape;
  private final PositionMap positions;
  private final Matrix lengths;
  private final Dropout dropout;
  private final Matrix weights; // [B·H·T, S]
  private final Matrix output; // [B·T, D]
  private final Matrix dOutput; // [B·T, D]
  private AttentionOperands operands;

  /**
   * The middle of an attention.
   *
   * @param positions what is done to the scores; null in the variants without a position map
   * @param lengths [B, 1]: how many sources are not padding; null where none is
   */
  DotProductAttention(
      LayerContext context,
      AttentionShape shape,
      PositionMap positions,
      Matrix lengths,
      Dropout dropout) {
    this.context = context;
    this.shape = shape;
    this.positions = positions;
    this.lengths = lengths;
    this.dropout = dropout;
    int rows = shape.batch() * shape.targets();
    output = context.buffer(rows, shape.width());
    dOutput = context.gradientBuffer(rows, shape.width());
    weights = context.buffer(rows * shape.heads(), shape.sources());
  }

  /**
   * Sets what is attended with and to; the matrices stay the same from pass to pass.
   *
   * @param x query [B·T, D], key and value [B·S, D]
   * @param dx where their gradients go; null where no backward pass will come
   */
  void connect(Projected x, Projected dx) {
    AttentionOperands.Gradients gradients =
        dx == null
            ? null
            : new AttentionOperands.Gradients(
                dx.query, dx.key, dx.value, positions == null ? null : positions.gradient());
    operands =
        new AttentionOperands(
            shape,
            x.query,
            x.key,
            x.value,
            positions == null ? null : positions.map(),
            lengths,
            dropout,
            weights,
            output,
            gradients);
  }

  /**
   * Query, key and value.
   *
   * @param query the same object as {@code key} where attention has no query
   */
  record Projected(Matrix query, Matrix key, Matrix value) {}

  boolean connected() {
    return operands != null;
  }

  /** Returns the weighted sums of the values, the heads side by side: [B·T, D]. */
  Matrix forward() {
    if (positions != null) {
      positions.forward();
    }
    context.kernels().attention(operands);
    return output;
  }

  /**
   * Returns the matrix for the gradient of {@link #forward}, to be filled before {@link #backward}.
   */
  Matrix gradient() {
    return dOutput;
  }

  void backward() {
    context.kernels().attentionBackward(operands, dOutput);
    if (positions != null) {
      positions.backward();
    }
  }

  /** The operands of the last forward pass. */
  AttentionOperands operands() {
    return operands;
  }

  int heads() {
    return shape.heads();
  }
}
