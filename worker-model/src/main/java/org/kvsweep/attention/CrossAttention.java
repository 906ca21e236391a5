package org.kvsweep.attention;

import org.kvsweep.attention.DotProductAttention.Projected;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Update;
import org.kvsweep.layer.LayerContext;
import org.kvsweep.layer.Linear;
import org.kvsweep.layer.SideInput;

/**
 * Multi-head attention from one sequence to another, the memory. It has a query in every variant:
 * without one it would have nothing to ask with.
 *
 * <p>T target tokens, S tokens of the memory, D width.
 */
final class CrossAttention {
  private final SideInput memory; // [B·S, D]
  private final Linear query;
  private final Linear keyValue;
  private final DotProductAttention attend;
  private final Linear out;
  private final int width;
  private final Matrix dQuery; // [B·T, D]
  private final Matrix dKeyValue; // [B·S, 2D]

  /**
   * Attention to a side input.
   *
   * @param lengths [B, 1]: how many tokens of the memory are no padding
   */
  CrossAttention(
      LayerContext context,
      String name,
      AttentionConfig config,
      SideInput memory,
      Matrix lengths,
      Dropout dropout) {
    int batch = context.shape().batch();
    int sources = memory.shape().rows() / batch;
    this.memory = memory;
    this.width = config.width();
    query = new Linear(context, name + ".query", width);
    keyValue = new Linear(context.withTokens(sources), name + ".memory", 2 * width);
    attend =
        new DotProductAttention(
            context,
            config.shape(batch, context.shape().tokens(), sources),
            PositionMap.of(context, name, config, sources),
            lengths,
            dropout);
    out = new Linear(context, name + ".out", width);
    dQuery = context.gradientBuffer(context.shape().rows(), width);
    dKeyValue = context.gradientBuffer(memory.shape().rows(), 2 * width);
  }

  /** Takes the memory in; before {@link #forward}, once for as long as it stays the same. */
  void readMemory() {
    Matrix projected = keyValue.forward(memory.value()); // [B·S, 2D]
    if (!attend.connected()) {
      attend.connect(
          split(query.output(), projected), dKeyValue == null ? null : split(dQuery, dKeyValue));
    }
  }

  private Projected split(Matrix query, Matrix keyValue) {
    return new Projected(query, keyValue.columns(0, width), keyValue.columns(width, width));
  }

  /** Attends from the target to the memory that was read: [B·T, D] to [B·T, D]. */
  Matrix forward(Matrix x) {
    query.forward(x);
    return out.forward(attend.forward());
  }

  /** Returns the observed attention, in which target tokens attend to source tokens. */
  ObservedAttention observed() {
    return new ObservedAttention(attend, 1, 0);
  }

  /**
   * The gradients of {@link #forward} and {@link #readMemory}; that of the memory goes to its side
   * input.
   *
   * @param dx [B·T, D] out
   */
  void backward(Matrix dy, Matrix dx) {
    out.backward(dy, attend.gradient());
    attend.backward();
    query.backward(dQuery, dx);
    keyValue.backward(dKeyValue, memory.gradient(), Update.SET);
  }
}
