package org.kvsweep.attention;

import org.kvsweep.attention.DotProductAttention.Projected;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.Operation;

/**
 * Causal self-attention of one token after the other, whose keys and values are kept: what {@link
 * Attention} gives for the last token, without doing the earlier ones again. For inference.
 */
final class CachedAttention implements Operation {
  private final AttentionConfig config;
  private final int capacity;
  private final Linear in;
  private final DotProductAttention attend;
  private final Linear out;
  private final Matrix keys; // [B·capacity, D]
  private final Matrix values; // [B·capacity, D]
  private final Matrix lengths; // [B, 1]
  private int tokens;

  /**
   * Attention without a past.
   *
   * @param context of one token an example
   * @param capacity how many tokens there may be
   */
  CachedAttention(LayerContext context, String name, AttentionConfig config, int capacity) {
    int batch = context.shape().batch();
    this.config = config;
    this.capacity = capacity;
    in = new Linear(context, name + ".in", config.projectedWidth());
    keys = context.buffer(batch * capacity, config.width());
    values = context.buffer(batch * capacity, config.width());
    lengths = context.buffer(batch, 1);
    // One target: that it sees no later token is a matter of the lengths.
    attend =
        new DotProductAttention(
            context,
            config.shape(batch, 1, capacity).unmasked(),
            PositionMap.of(context, name, config, capacity),
            lengths,
            Dropout.none());
    out = new Linear(context, name + ".out", config.width());
  }

  /** Forgets the past. */
  void restart() {
    tokens = 0;
    // Keys and values past the length are not looked at, but must be numbers.
    keys.view().assign(0);
    values.view().assign(0);
  }

  /** The next token of every example: [B, D] to [B, D]. */
  @Override
  public Matrix forward(Matrix x) {
    if (tokens == capacity) {
      throw new IllegalStateException(
          "Cannot attend: there is room for %d tokens and this is one more".formatted(capacity));
    }
    Projected last = Attention.split(in.forward(x), config); // [B, D] each
    keep(last.key(), keys);
    keep(last.value(), values);
    tokens++;
    lengths.view().assign(tokens);
    if (!attend.connected()) {
      attend.connect(new Projected(last.query(), keys, values), null);
    }
    return out.forward(attend.forward());
  }

  private void keep(Matrix rows, Matrix cache) {
    cache.oneOfEach(capacity, tokens).view().assign(rows.view());
  }

  @Override
  public void backward(Matrix dy, Matrix dx) {
    throw new UnsupportedOperationException("Cannot train with cached keys and values");
  }
}
