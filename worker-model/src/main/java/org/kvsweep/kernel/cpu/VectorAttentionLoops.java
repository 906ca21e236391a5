package org.kvsweep.kernel.cpu;

import static org.kvsweep.kernel.cpu.VectorMath.F;
import static org.kvsweep.kernel.cpu.VectorMath.LANES;
import static org.kvsweep.kernel.cpu.VectorMath.dropLanes;
import static org.kvsweep.kernel.cpu.VectorMath.get;
import static org.kvsweep.kernel.cpu.VectorMath.load;
import static org.kvsweep.kernel.cpu.VectorMath.put;
import static org.kvsweep.kernel.cpu.VectorMath.store;
import static org.kvsweep.kernel.cpu.VectorMath.sumLanes;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import org.kvsweep.kernel.Dropout;

/** {@link AttentionLoops} a vector at a time; what is left of a row, a number at a time. */
final class VectorAttentionLoops implements AttentionLoops {
  private final VectorSoftmax softmax = new VectorSoftmax();
  private final VectorSoftmaxBackward softmaxBackward = new VectorSoftmaxBackward();
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
    softmax.softmax(scores, at, rows, columns, limit, visible, growth, factor, bias, biasAt);
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
    softmaxBackward.softmaxBackward(weights, at, d, dAt, rows, columns, dropout, factor, sums);
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
