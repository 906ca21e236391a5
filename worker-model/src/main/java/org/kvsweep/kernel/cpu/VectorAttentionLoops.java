package org.kvsweep.kernel.cpu;

import static org.kvsweep.kernel.cpu.VectorMath.F;
import static org.kvsweep.kernel.cpu.VectorMath.LANES;
import static org.kvsweep.kernel.cpu.VectorMath.broadcast;
import static org.kvsweep.kernel.cpu.VectorMath.dropLanes;
import static org.kvsweep.kernel.cpu.VectorMath.exp;
import static org.kvsweep.kernel.cpu.VectorMath.firstLanes;
import static org.kvsweep.kernel.cpu.VectorMath.get;
import static org.kvsweep.kernel.cpu.VectorMath.load;
import static org.kvsweep.kernel.cpu.VectorMath.put;
import static org.kvsweep.kernel.cpu.VectorMath.store;
import static org.kvsweep.kernel.cpu.VectorMath.sumLanes;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.kvsweep.kernel.Dropout;

/** {@link AttentionLoops} a vector at a time; what is left of a row, a number at a time. */
final class VectorAttentionLoops implements AttentionLoops {
  private final float[] lanes = new float[LANES];

  @Override
  public void softmax(
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
    boolean oneVector = columns == LANES;
    for (int row = 0; row < rows; row++) {
      int seen = Math.min(limit, visible + row * growth);
      int start = at + row * columns;
      if (oneVector) {
        softmaxOfOneVector(scores, start, seen, factor, bias, biasAt);
      } else {
        softmaxOfRow(scores, start, columns, seen, factor, bias, biasAt);
      }
    }
  }

  /** A row that is one vector stays in a register from beginning to end. */
  private void softmaxOfOneVector(
      ByteBuffer scores, int start, int seen, float factor, ByteBuffer bias, int biasAt) {
    FloatVector score = load(scores, start).mul(factor);
    score = bias == null ? score : score.add(load(bias, biasAt));
    score = firstLanes(score, seen, Float.NEGATIVE_INFINITY);
    // The largest is the same in whatever order it is looked for.
    FloatVector e = exp(score.sub(score.reduceLanes(VectorOperators.MAX)));
    e = firstLanes(e, seen, 0);
    store(e.mul(1 / sumLanes(e, lanes)), scores, start);
  }

  private void softmaxOfRow(
      ByteBuffer scores,
      int start,
      int columns,
      int seen,
      float factor,
      ByteBuffer bias,
      int biasAt) {
    int covered = covered(seen, columns);
    float top = topOfRow(scores, start, seen, covered, factor, bias, biasAt);
    float inverse = 1 / expOfRow(scores, start, seen, covered, top);
    for (int column = 0; column < covered; column += LANES) {
      store(load(scores, start + column).mul(inverse), scores, start + column);
    }
    for (int column = covered; column < seen; column++) {
      put(scores, start + column, get(scores, start + column) * inverse);
    }
    for (int column = Math.max(covered, seen); column < columns; column++) {
      put(scores, start + column, 0);
    }
  }

  /**
   * The columns that are walked a vector at a time: also what is left of {@code seen}, where the
   * row goes on far enough; lanes past {@code seen} then count as a score of -∞.
   */
  private static int covered(int seen, int columns) {
    int up = F.loopBound(seen + LANES - 1);
    return up <= columns ? up : F.loopBound(seen);
  }

  /** Multiplies by the factor, adds the bias and returns the largest score. */
  private static float topOfRow(
      ByteBuffer scores,
      int start,
      int seen,
      int covered,
      float factor,
      ByteBuffer bias,
      int biasAt) {
    FloatVector tops = broadcast(Float.NEGATIVE_INFINITY);
    for (int column = 0; column < covered; column += LANES) {
      FloatVector score = load(scores, start + column).mul(factor);
      score = bias == null ? score : score.add(load(bias, biasAt + column));
      if (column + LANES > seen) {
        score = firstLanes(score, seen - column, Float.NEGATIVE_INFINITY);
      }
      store(score, scores, start + column);
      tops = tops.max(score);
    }
    float top = tops.reduceLanes(VectorOperators.MAX);
    for (int column = covered; column < seen; column++) {
      float score = get(scores, start + column) * factor;
      score += bias == null ? 0 : get(bias, biasAt + column);
      put(scores, start + column, score);
      top = Math.max(top, score);
    }
    return top;
  }

  /** Replaces scores by e^(score - top) and returns their sum. */
  private float expOfRow(ByteBuffer scores, int start, int seen, int covered, float top) {
    FloatVector sums = FloatVector.zero(F);
    for (int column = 0; column < covered; column += LANES) {
      FloatVector e = exp(load(scores, start + column).sub(top));
      if (column + LANES > seen) {
        e = firstLanes(e, seen - column, 0);
      }
      sums = sums.add(e);
      store(e, scores, start + column);
    }
    float sum = sumLanes(sums, lanes);
    for (int column = covered; column < seen; column++) {
      float e = exp(get(scores, start + column) - top);
      sum += e;
      put(scores, start + column, e);
    }
    return sum;
  }

  @Override
  public void softmaxBackward(
      ByteBuffer weights,
      int at,
      ByteBuffer d,
      int dAt,
      int rows,
      int columns,
      Dropout dropout,
      float factor,
      float[] sums) {
    int whole = F.loopBound(columns);
    for (int row = 0; row < rows; row++) {
      int start = row * columns;
      float along = dotOfRow(weights, at + start, d, dAt + start, columns, dropout);
      for (int column = 0; column < whole; column += LANES) {
        int i = start + column;
        FloatVector value = load(weights, at + i).mul(load(d, dAt + i).sub(along));
        store(value.mul(factor), d, dAt + i);
        if (sums != null) {
          FloatVector.fromArray(F, sums, column).add(value).intoArray(sums, column);
        }
      }
      for (int column = whole; column < columns; column++) {
        int i = start + column;
        float value = get(weights, at + i) * (get(d, dAt + i) - along);
        put(d, dAt + i, value * factor);
        if (sums != null) {
          sums[column] += value;
        }
      }
    }
  }

  /** Applies the dropout to a row of d and returns its product with the weights. */
  private float dotOfRow(
      ByteBuffer weights, int at, ByteBuffer d, int dAt, int columns, Dropout dropout) {
    boolean drops = dropout.active();
    int key = dropout.key();
    int threshold = dropout.threshold();
    float scale = dropout.scale();
    int whole = F.loopBound(columns);
    FloatVector sums = FloatVector.zero(F);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value = load(d, dAt + i);
      if (drops) {
        value = dropLanes(value, at + i, key, threshold, scale);
        store(value, d, dAt + i);
      }
      sums = value.fma(load(weights, at + i), sums);
    }
    float along = sumLanes(sums, lanes);
    for (int i = whole; i < columns; i++) {
      float value = get(d, dAt + i) * dropout.factor(at + i);
      put(d, dAt + i, value);
      along += value * get(weights, at + i);
    }
    return along;
  }

  @Override
  public void drop(ByteBuffer from, int at, ByteBuffer to, int count, Dropout dropout) {
    int whole = F.loopBound(count);
    int key = dropout.key();
    int threshold = dropout.threshold();
    float scale = dropout.scale();
    for (int i = 0; i < whole; i += LANES) {
      store(dropLanes(load(from, at + i), at + i, key, threshold, scale), to, i);
    }
    for (int i = whole; i < count; i++) {
      put(to, i, get(from, at + i) * dropout.factor(at + i));
    }
  }

  @Override
  public double dotAndScale(
      ByteBuffer x,
      int xAt,
      int xStride,
      ByteBuffer d,
      int dAt,
      int dStride,
      int rows,
      int columns,
      float factor) {
    int whole = F.loopBound(columns);
    FloatVector sums = FloatVector.zero(F);
    float rest = 0;
    for (int row = 0; row < rows; row++) {
      int dStart = dAt + row * dStride;
      int xStart = xAt + row * xStride;
      for (int column = 0; column < whole; column += LANES) {
        FloatVector value = load(d, dStart + column);
        sums = value.fma(load(x, xStart + column), sums);
        store(value.mul(factor), d, dStart + column);
      }
      for (int column = whole; column < columns; column++) {
        float value = get(d, dStart + column);
        rest += value * get(x, xStart + column);
        put(d, dStart + column, value * factor);
      }
    }
    return sumLanes(sums, lanes) + rest;
  }
}
