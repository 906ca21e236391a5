package org.kvsweep.attention;

import org.kvsweep.attention.DotProductAttention.Projected;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Update;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.Operation;

/**
 * Multi-head self-attention. Its three variants differ only in where the scores S come from.
 *
 * <pre>
 * B batch, H heads, T tokens, D width, K = D / H head width; c is √K or √D
 *
 * q, k, v = x·W + b              [B·T, D] each; split into heads, [B, H, T, K]
 *
 * qkv     S = q·kᵀ / c           [B, H, T, T]
 * kv      S = k·kᵀ / c           there is no q, and S is symmetric
 * kv-pos  S = Σw · k·kᵀ / c + g  w is learned, and g by source comes from it: {@link PositionMap}
 *
 * A = softmax(mask(S))           [B, H, T, T]
 * y = (drop(A)·v)·Wₒ + bₒ        [B·T, D], the heads side by side again
 * </pre>
 *
 * <p>Vaswani et al., arXiv 1706.03762; without a query: arXiv 2305.19129.
 */
final class Attention implements Operation {
  private final AttentionConfig config;
  private final Linear in; // W, b
  private final DotProductAttention attend; // S, A, drop(A)·v
  private final Linear out; // Wₒ, bₒ
  private final Matrix dProjected; // [B·T, 3·D], or 2·D without a query

  Attention(LayerContext context, String name, AttentionConfig config, Dropout dropout) {
    this(context, name, config, dropout, null);
  }

  /**
   * Attention that does not see padding.
   *
   * @param lengths [B, 1]: how many tokens of each example are not padding; null where all are
   */
  Attention(
      LayerContext context, String name, AttentionConfig config, Dropout dropout, Matrix lengths) {
    int tokens = context.shape().tokens();
    this.config = config;
    this.in = new Linear(context, name + ".in", config.projectedWidth());
    this.attend =
        new DotProductAttention(
            context,
            config.shape(context.shape().batch(), tokens, tokens),
            PositionMap.of(context, name, config, tokens),
            lengths,
            dropout);
    this.out = new Linear(context, name + ".out", config.width());
    this.dProjected = context.gradientBuffer(context.shape().rows(), config.projectedWidth());
  }

  @Override
  public Matrix forward(Matrix x) {
    Matrix projected = in.forward(x); // [B·T, 3·D or 2·D]
    if (!attend.connected()) {
      attend.connect(
          split(projected, config), dProjected == null ? null : split(dProjected, config));
    }
    return out.forward(attend.forward()); // [B·T, D]
  }

  /** The columns of query, key and value in one matrix. Without a query, the keys ask as well. */
  static Projected split(Matrix projected, AttentionConfig config) {
    int width = config.width();
    Matrix value = projected.columns(projected.columns() - width, width);
    Matrix key = projected.columns(projected.columns() - 2 * width, width);
    Matrix query = config.variant().hasQuery() ? projected.columns(0, width) : key;
    return new Projected(query, key, value);
  }

  @Override
  public void backward(Matrix dy, Matrix dx) {
    backward(dy, dx, Update.SET);
  }

  /** {@link #backward(Matrix, Matrix)} that may add to {@code dx}. */
  void backward(Matrix dy, Matrix dx, Update update) {
    out.backward(dy, attend.gradient());
    attend.backward();
    in.backward(dProjected, dx, update);
  }

  /** A, of the last forward pass: [B·H·T, T]. */
  Matrix weights() {
    return attend.operands().weights();
  }

  /**
   * Returns the observed attention.
   *
   * @param input of the network, from 0, whose tokens attend to each other
   */
  ObservedAttention observed(int input) {
    return new ObservedAttention(attend, input, input);
  }
}
