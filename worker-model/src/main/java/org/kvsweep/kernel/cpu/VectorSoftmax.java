package org.kvsweep.kernel.cpu;

import static org.kvsweep.kernel.cpu.VectorMath.F;
import static org.kvsweep.kernel.cpu.VectorMath.LANES;
import static org.kvsweep.kernel.cpu.VectorMath.broadcast;
import static org.kvsweep.kernel.cpu.VectorMath.exp;
import static org.kvsweep.kernel.cpu.VectorMath.firstLanes;
import static org.kvsweep.kernel.cpu.VectorMath.get;
import static org.kvsweep.kernel.cpu.VectorMath.load;
import static org.kvsweep.kernel.cpu.VectorMath.put;
import static org.kvsweep.kernel.cpu.VectorMath.store;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** {@link AttentionLoops#softmax}, a block of rows at a time. */
final class VectorSoftmax {
  /** A block takes up to so much, half of a small L1 cache. */
  private static final int BLOCK_FLOATS = 4096;

  private final VectorRowSums sums = new VectorRowSums();
  private final float[] tops = new float[VectorRowSums.MOST_ROWS];
  private final VectorPasses passes =
      new VectorPasses(this::scale, this::exponentiate, this::addUp, this::divide);

  // What the passes work on: the rows first to end of these scores.
  private ByteBuffer scores;
  private int at;
  private int columns;
  private int limit;
  private int visible;
  private int growth;
  private float factor;
  private ByteBuffer bias;
  private int biasAt;
  private int first;
  private int end;

  /** Does what {@link AttentionLoops#softmax} says. */
  void softmax(
      ByteBuffer scores,
      int at,
      int rows,
      int columns,
      int limit,
      int visible,
      int growth,
      float factor,
      ByteBuffer bias,
      int biasAt) {
    this.scores = scores;
    this.at = at;
    this.columns = columns;
    this.limit = limit;
    this.visible = visible;
    this.growth = growth;
    this.factor = factor;
    this.bias = bias;
    this.biasAt = biasAt;
    int block = VectorRowSums.rows(BLOCK_FLOATS, columns);
    for (first = 0; first < rows; first += block) {
      end = Math.min(rows, first + block);
      passes.run();
    }
    this.scores = null;
    this.bias = null;
  }

  /** Returns the number of columns that a row sees. */
  private int seen(int row) {
    return Math.min(limit, visible + row * growth);
  }

  /**
   * The columns that are walked a vector at a time: also what is left of {@code seen}, where the
   * row goes on far enough; lanes past {@code seen} then count as a score of -∞.
   */
  private static int covered(int seen, int columns) {
    int up = F.loopBound(seen + LANES - 1);
    return up <= columns ? up : F.loopBound(seen);
  }

  /** Multiplies by the factor, adds the bias and finds the largest score of each row. */
  private void scale() {
    ByteBuffer scores = this.scores;
    ByteBuffer bias = this.bias;
    float factor = this.factor;
    for (int row = first; row < end; row++) {
      int start = at + row * columns;
      int seen = seen(row);
      int covered = covered(seen, columns);
      FloatVector largest = broadcast(Float.NEGATIVE_INFINITY);
      for (int column = 0; column < covered; column += LANES) {
        FloatVector score = load(scores, start + column).mul(factor);
        score = bias == null ? score : score.add(load(bias, biasAt + column));
        if (column + LANES > seen) {
          score = firstLanes(score, seen - column, Float.NEGATIVE_INFINITY);
        }
        store(score, scores, start + column);
        largest = largest.max(score);
      }
      // The largest is the same in whatever order it is looked for.
      float top = largest.reduceLanes(VectorOperators.MAX);
      for (int column = covered; column < seen; column++) {
        float score = get(scores, start + column) * factor;
        score += bias == null ? 0 : get(bias, biasAt + column);
        put(scores, start + column, score);
        top = Math.max(top, score);
      }
      tops[row - first] = top;
    }
  }

  /** Replaces scores by e^(score - top), a vector at a time. */
  private void exponentiate() {
    ByteBuffer scores = this.scores;
    for (int row = first; row < end; row++) {
      int start = at + row * columns;
      int seen = seen(row);
      int covered = covered(seen, columns);
      float top = tops[row - first];
      FloatVector sum = FloatVector.zero(F);
      for (int column = 0; column < covered; column += LANES) {
        FloatVector e = exp(load(scores, start + column).sub(top));
        if (column + LANES > seen) {
          e = firstLanes(e, seen - column, 0);
        }
        sum = sum.add(e);
        store(e, scores, start + column);
      }
      sums.setLanes(row - first, sum);
    }
  }

  /** Adds up the exponentials of each row, with those that vectors did not cover. */
  private void addUp() {
    ByteBuffer scores = this.scores;
    sums.addLanes(end - first);
    for (int row = first; row < end; row++) {
      int start = at + row * columns;
      int seen = seen(row);
      int covered = covered(seen, columns);
      if (covered < seen) {
        float sum = sums.get(row - first);
        for (int column = covered; column < seen; column++) {
          float e = exp(get(scores, start + column) - tops[row - first]);
          sum += e;
          put(scores, start + column, e);
        }
        sums.set(row - first, sum);
      }
    }
  }

  /** Divides by the sums; what a row does not see becomes 0. */
  private void divide() {
    ByteBuffer scores = this.scores;
    for (int row = first; row < end; row++) {
      int start = at + row * columns;
      int seen = seen(row);
      int covered = covered(seen, columns);
      float inverse = 1 / sums.get(row - first);
      int column = 0;
      for (; column < covered; column += LANES) {
        store(load(scores, start + column).mul(inverse), scores, start + column);
      }
      for (; column < seen; column++) {
        put(scores, start + column, get(scores, start + column) * inverse);
      }
      for (; column + LANES <= columns; column += LANES) {
        store(FloatVector.zero(F), scores, start + column);
      }
      for (; column < columns; column++) {
        put(scores, start + column, 0);
      }
    }
  }
}
