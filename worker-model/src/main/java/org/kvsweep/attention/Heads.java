package org.kvsweep.attention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  int count() {
    return shape.heads();
  }

  /** What was done with the first example of the last forward pass. */
  AttentionMap map(int mostTokens, int mostHeads) {
    int targets = Math.min(mostTokens, shape.targets());
    int sources = Math.min(mostTokens, shape.sources());
    double[][] queries = numbers(operands.query().rows(0, targets)); // [T, D]
    double[][] keys = numbers(operands.key().rows(0, sources)); // [S, D]
    List<AttentionMap.Head> shown = new ArrayList<>();
    for (int head = 0; head < Math.min(mostHeads, shape.heads()); head++) {
      Matrix own = weights.rows(head * shape.targets(), targets).columns(0, sources);
      AttentionMap.Position position = position(head, sources);
      shown.add(
          new AttentionMap.Head(scores(queries, keys, head, position), numbers(own), position));
    }
    return new AttentionMap(shape.causal(), shown, shape.heads(), shape.targets(), shape.sources());
  }

  /** In double: what kernels have in between is overwritten by the weights. */
  private double[][] scores(
      double[][] queries, double[][] keys, int head, AttentionMap.Position position) {
    int first = head * shape.headWidth();
    double[][] scores = new double[queries.length][keys.length];
    for (int target = 0; target < queries.length; target++) {
      for (int source = 0; source < keys.length; source++) {
        double product = 0;
        for (int k = first; k < first + shape.headWidth(); k++) {
          product += queries[target][k] * keys[source][k];
        }
        double added = positions == null ? 0 : position.added()[source];
        scores[target][source] = position.factor() * product / shape.scale() + added;
      }
    }
    return scores;
  }

  private AttentionMap.Position position(int head, int sources) {
    if (positions == null) {
      return AttentionMap.Position.NONE;
    }
    Matrix map = positions.map();
    double[] numbers = numbers(map.rows(map.rows() == 1 ? 0 : head, 1))[0];
    return new AttentionMap.Position(numbers[shape.sources()], Arrays.copyOf(numbers, sources));
  }

  private static double[][] numbers(Matrix matrix) {
    return matrix.view().dup('c').toDoubleMatrix();
  }
}
