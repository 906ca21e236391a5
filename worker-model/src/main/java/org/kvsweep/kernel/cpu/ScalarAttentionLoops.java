package org.kvsweep.kernel.cpu;

import static org.kvsweep.kernel.cpu.Floats.get;
import static org.kvsweep.kernel.cpu.Floats.put;

import java.nio.ByteBuffer;
import org.kvsweep.kernel.Dropout;

/** {@link AttentionLoops} one number at a time. */
final class ScalarAttentionLoops implements AttentionLoops {
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
    for (int row = 0; row < rows; row++) {
      int start = at + row * columns;
      int seen = Math.min(limit, visible + row * growth);
      float top = Float.NEGATIVE_INFINITY;
      for (int column = 0; column < seen; column++) {
        float score = get(scores, start + column) * factor;
        score += bias == null ? 0 : get(bias, biasAt + column);
        put(scores, start + column, score);
        top = Math.max(top, score);
      }
      float sum = 0;
      for (int column = 0; column < seen; column++) {
        float e = (float) StrictMath.exp(get(scores, start + column) - top);
        put(scores, start + column, e);
        sum += e;
      }
      float inverse = 1 / sum;
      for (int column = 0; column < columns; column++) {
        put(scores, start + column, column < seen ? get(scores, start + column) * inverse : 0);
      }
    }
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
    for (int row = 0; row < rows; row++) {
      int start = row * columns;
      float along = 0;
      for (int i = start; i < start + columns; i++) {
        float value = get(d, dAt + i) * dropout.factor(at + i);
        put(d, dAt + i, value);
        along += value * get(weights, at + i);
      }
      for (int i = start; i < start + columns; i++) {
        float value = get(weights, at + i) * (get(d, dAt + i) - along);
        put(d, dAt + i, value * factor);
        if (sums != null) {
          sums[i - start] += value;
        }
      }
    }
  }

  @Override
  public void drop(ByteBuffer from, int at, ByteBuffer to, int count, Dropout dropout) {
    for (int i = 0; i < count; i++) {
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
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        int i = dAt + row * dStride + column;
        float value = get(d, i);
        sum += value * get(x, xAt + row * xStride + column);
        put(d, i, value * factor);
      }
    }
    return sum;
  }
}
