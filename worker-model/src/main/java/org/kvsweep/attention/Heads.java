package org.kvsweep.attention;

import org.kvsweep.kernel.AttentionOperands;
import org.kvsweep.kernel.AttentionShape;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.LayerContext;

/**
 * What all kinds of attention have between their projections: scores, position map, mask, softmax
 * and the weighted sum of the values, for all heads.
 */
final class Heads {
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
   * The heads of an attention.
   *
   * @param name of the attention, whose position map they use
   * @param lengths [B, 1]: how many sources are not padding; null where none is
   */
  Heads(
      LayerContext context,
      String name,
      AttentionConfig config,
      AttentionShape shape,
      Matrix lengths,
      Dropout dropout) {
    this.context = context;
    this.shape = shape;
    this.lengths = lengths;
    this.dropout = dropout;
    int rows = shape.batch() * shape.targets();
    positions = PositionMap.of(context, name, config, shape.sources());
    output = context.buffer(rows, config.width());
    dOutput = context.gradientBuffer(rows, config.width());
    weights = context.buffer(rows * config.heads(), shape.sources());
  }

  /**
   * Sets what is attended with and to; the matrices stay the same from pass to pass.
   *
   * @param query [B·T, D]; the same object as {@code key} where attention has no query
   * @param key [B·S, D]
   * @param value [B·S, D]
   * @param dQuery and the others: where gradients go; null where no backward pass will come
   */
  void connect(Matrix query, Matrix key, Matrix value, Matrix dQuery, Matrix dKey, Matrix dValue) {
    AttentionOperands.Gradients gradients =
        dKey == null
            ? null
            : new AttentionOperands.Gradients(
                dQuery, dKey, dValue, positions == null ? null : positions.gradient());
    operands =
        new AttentionOperands(
            shape,
            query,
            key,
            value,
            positions == null ? null : positions.map(),
            lengths,
            dropout,
            weights,
            output,
            gradients);
  }

  boolean connected() {
    return operands != null;
  }

  /** [B·T, D] */
  Matrix forward() {
    if (positions != null) {
      positions.forward();
    }
    context.kernels().attention(operands);
    return output;
  }

  /** Where the gradient of {@link #forward} has to be put before {@link #backward}. */
  Matrix gradient() {
    return dOutput;
  }

  void backward() {
    context.kernels().attentionBackward(operands, dOutput);
    if (positions != null) {
      positions.backward();
    }
  }

  /** Softmax of the scores of the last forward pass: [B·H·T, S]. */
  Matrix weights() {
    return weights;
  }
}
