package org.kvsweep.kernel;

import java.util.Objects;

/**
 * The operands of one attention. {@link AttentionScores} has the formula of the scores.
 *
 * <p>B batch, H heads, T target tokens, S source tokens, D width, K = D / H.
 *
 * @param shape of all the rest
 * @param query [B·T, D]; the same object as {@code key} where attention has no query
 * @param key [B·S, D]
 * @param value [B·S, D]
 * @param position [maps, S + 1] or null: for each map (one, or one a head) what is added to the
 *     scores of every source token, then, in the last column, what the scores are multiplied by
 *     before
 * @param lengths [B, 1] or null: how many sources of each example can be seen, at least 1; the
 *     others are padding
 * @param dropout of the attention weights
 * @param weights [B·H·T, S] out: softmax of the scores, before dropout
 * @param output [B·T, D] out
 * @param gradients null where only the forward pass is wanted
 */
public record AttentionOperands(
    AttentionShape shape,
    Matrix query,
    Matrix key,
    Matrix value,
    Matrix position,
    Matrix lengths,
    Dropout dropout,
    Matrix weights,
    Matrix output,
    Gradients gradients) {

  /**
   * The matrices for the gradients of the operands of the same name.
   *
   * @param query the same object as {@code key} where attention has no query
   * @param position [maps, S + 1] or null
   */
  public record Gradients(Matrix query, Matrix key, Matrix value, Matrix position) {}

  public AttentionOperands {
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(dropout, "dropout");
  }

  /** The row of the position map that a head uses, with heads numbered through all examples. */
  public int positionRow(int head) {
    return position == null || position.rows() == 1 ? 0 : head % shape.heads();
  }

  /** True if the keys serve as queries too. */
  public boolean keyIsQuery() {
    return query == key;
  }
}
