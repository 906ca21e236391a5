package org.kvsweep.attention;

import org.kvsweep.kernel.AttentionOperands;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Update;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.Operation;

/**
 * Multi-head self-attention in its three variants.
 *
 * <p>N = B·T rows, D width, p projections, m position channels.
 */
public final class Attention implements Operation {
  private final LayerContext context;
  private final Linear in;
  private final Linear out;
  private final Matrix dPacked; // [N, p·D]
  private final Matrix dHeads; // [N, D]
  private final PositionMap positions;
  private final Matrix heads; // [N, D]
  private final AttentionConfig config;
  private final Dropout dropout;
  private final Matrix weights; // [B·H·T, T]
  private AttentionOperands operands;

  public Attention(LayerContext context, String name, AttentionConfig config, Dropout dropout) {
    int rows = context.shape().rows();
    int tokens = context.shape().tokens();
    int packed = config.variant().projections() * config.width();
    this.context = context;
    this.config = config;
    this.dropout = dropout;
    this.in = new Linear(context, name + ".in", packed);
    this.out = new Linear(context, name + ".out", config.width());
    this.dPacked = context.gradientBuffer(rows, packed);
    this.dHeads = context.gradientBuffer(rows, config.width());
    this.positions =
        config.variant().hasPosition()
            ? new PositionMap(context, name + ".position", config.positionChannels())
            : null;
    this.heads = context.buffer(rows, config.width());
    this.weights = context.buffer(context.shape().batch() * config.heads() * tokens, tokens);
  }

  @Override
  public Matrix forward(Matrix x) {
    Matrix packed = in.forward(x);
    if (operands == null) {
      operands = operands(packed);
    }
    if (positions != null) {
      positions.forward();
    }
    context.kernels().attention(operands);
    return out.forward(heads);
  }

  @Override
  public void backward(Matrix dy, Matrix dx) {
    backward(dy, dx, Update.SET);
  }

  /** {@link #backward(Matrix, Matrix)} that may add to {@code dx}. */
  public void backward(Matrix dy, Matrix dx, Update update) {
    out.backward(dy, dHeads);
    context.kernels().attentionBackward(operands, dHeads);
    if (positions != null) {
      positions.backward();
    }
    in.backward(dPacked, dx, update);
  }

  /** Softmax of the scores of the last forward pass: [B·H·T, T]. */
  public Matrix weights() {
    return weights;
  }

  private AttentionOperands operands(Matrix packed) {
    Matrix key = keys(packed);
    Matrix dKey = dPacked == null ? null : keys(dPacked);
    Matrix position = positions == null ? null : positions.map();
    AttentionOperands.Gradients gradients =
        dPacked == null
            ? null
            : new AttentionOperands.Gradients(
                config.variant().hasQuery() ? queries(dPacked) : dKey,
                dKey,
                values(dPacked),
                positions == null ? null : positions.gradient());
    return new AttentionOperands(
        config.shape(context.shape()),
        config.variant().hasQuery() ? queries(packed) : key,
        key,
        values(packed),
        position,
        null,
        dropout,
        weights,
        heads,
        gradients);
  }

  private Matrix queries(Matrix packed) {
    return packed.columns(0, config.width());
  }

  private Matrix keys(Matrix packed) {
    return packed.columns((config.variant().projections() - 2) * config.width(), config.width());
  }

  private Matrix values(Matrix packed) {
    return packed.columns((config.variant().projections() - 1) * config.width(), config.width());
  }
}
