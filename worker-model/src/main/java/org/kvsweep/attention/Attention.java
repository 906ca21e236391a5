package org.kvsweep.attention;

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
  private final AttentionConfig config;
  private final Linear in;
  private final Heads heads;
  private final Linear out;
  private final Matrix dPacked; // [N, p·D]

  public Attention(LayerContext context, String name, AttentionConfig config, Dropout dropout) {
    this(context, name, config, dropout, null);
  }

  /**
   * Attention that does not see padding.
   *
   * @param lengths [B, 1]: how many tokens of each example are none; null where all are
   */
  public Attention(
      LayerContext context, String name, AttentionConfig config, Dropout dropout, Matrix lengths) {
    int tokens = context.shape().tokens();
    this.config = config;
    this.in = new Linear(context, name + ".in", config.packedWidth());
    this.heads =
        new Heads(
            context,
            name,
            config,
            config.shape(context.shape().batch(), tokens, tokens),
            lengths,
            dropout);
    this.out = new Linear(context, name + ".out", config.width());
    this.dPacked = context.gradientBuffer(context.shape().rows(), config.packedWidth());
  }

  @Override
  public Matrix forward(Matrix x) {
    Matrix packed = in.forward(x);
    if (!heads.connected()) {
      connect(packed);
    }
    return out.forward(heads.forward());
  }

  private void connect(Matrix packed) {
    Matrix key = Projections.key(packed, config);
    Matrix dKey = dPacked == null ? null : Projections.key(dPacked, config);
    heads.connect(
        Projections.query(packed, key, config),
        key,
        Projections.value(packed, config),
        dPacked == null ? null : Projections.query(dPacked, dKey, config),
        dKey,
        dPacked == null ? null : Projections.value(dPacked, config));
  }

  @Override
  public void backward(Matrix dy, Matrix dx) {
    backward(dy, dx, Update.SET);
  }

  /** {@link #backward(Matrix, Matrix)} that may add to {@code dx}. */
  public void backward(Matrix dy, Matrix dx, Update update) {
    out.backward(dy, heads.gradient());
    heads.backward();
    in.backward(dPacked, dx, update);
  }

  /** Softmax of the scores of the last forward pass: [B·H·T, T]. */
  public Matrix weights() {
    return heads.weights();
  }

  /**
   * What can be seen of it.
   *
   * @param input of the network, from 0, whose tokens attend to each other
   */
  ObservedAttention observed(int input) {
    return new ObservedAttention(heads, input, input);
  }
}
