package org.kvsweep.kernel.cpu;

import static org.kvsweep.kernel.cpu.VectorMath.F;
import static org.kvsweep.kernel.cpu.VectorMath.LANES;
import static org.kvsweep.kernel.cpu.VectorMath.broadcast;
import static org.kvsweep.kernel.cpu.VectorMath.dropLanes;
import static org.kvsweep.kernel.cpu.VectorMath.exp;
import static org.kvsweep.kernel.cpu.VectorMath.get;
import static org.kvsweep.kernel.cpu.VectorMath.load;
import static org.kvsweep.kernel.cpu.VectorMath.put;
import static org.kvsweep.kernel.cpu.VectorMath.store;
import static org.kvsweep.kernel.cpu.VectorMath.sumLanes;
import static org.kvsweep.kernel.cpu.VectorMath.whereAboveZero;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.kvsweep.kernel.AdamStep;
import org.kvsweep.kernel.Dropout;

/** {@link ElementLoops} a vector at a time; what is left, a number at a time. */
final class VectorElementLoops implements ElementLoops {
  private final VectorGelu gelu = new VectorGelu();
  private final float[] lanes = new float[LANES];

  @Override
  public void biasActivate(
      ByteBuffer y,
      int from,
      int rows,
      int columns,
      ByteBuffer bias,
      boolean relu,
      Dropout dropout) {
    boolean drops = dropout.active();
    int key = dropout.key();
    int threshold = dropout.threshold();
    float scale = dropout.scale();
    int whole = F.loopBound(columns);
    for (int row = from; row < from + rows; row++) {
      int start = row * columns;
      for (int column = 0; column < whole; column += LANES) {
        FloatVector value = load(y, start + column);
        value = bias == null ? value : value.add(load(bias, column));
        value = relu ? value.max(0f) : value;
        value = drops ? dropLanes(value, start + column, key, threshold, scale) : value;
        store(value, y, start + column);
      }
      for (int column = whole; column < columns; column++) {
        float value = get(y, start + column) + (bias == null ? 0 : get(bias, column));
        put(
            y,
            start + column,
            (relu ? Math.max(0, value) : value) * dropout.factor(start + column));
      }
    }
  }

  @Override
  public void activateBackward(
      ByteBuffer y,
      ByteBuffer dy,
      int from,
      int rows,
      int columns,
      boolean relu,
      Dropout dropout,
      float[] sums) {
    boolean drops = dropout.active();
    int key = dropout.key();
    int threshold = dropout.threshold();
    float scale = dropout.scale();
    int whole = F.loopBound(columns);
    for (int row = from; row < from + rows; row++) {
      int start = row * columns;
      for (int column = 0; column < whole; column += LANES) {
        FloatVector value = load(dy, start + column);
        if (relu || drops) {
          value = drops ? dropLanes(value, start + column, key, threshold, scale) : value;
          value = relu ? whereAboveZero(value, load(y, start + column)) : value;
          store(value, dy, start + column);
        }
        if (sums != null) {
          FloatVector.fromArray(F, sums, column).add(value).intoArray(sums, column);
        }
      }
      for (int column = whole; column < columns; column++) {
        int at = start + column;
        float value = relu && get(y, at) <= 0 ? 0 : get(dy, at) * dropout.factor(at);
        put(dy, at, value);
        if (sums != null) {
          sums[column] += value;
        }
      }
    }
  }

  @Override
  public void addDropped(
      ByteBuffer x, ByteBuffer residual, Dropout dropout, ByteBuffer y, int count) {
    boolean drops = dropout.active();
    int key = dropout.key();
    int threshold = dropout.threshold();
    float scale = dropout.scale();
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector added = load(residual, i);
      added = drops ? dropLanes(added, i, key, threshold, scale) : added;
      store(load(x, i).add(added), y, i);
    }
    for (int i = whole; i < count; i++) {
      put(y, i, get(x, i) + get(residual, i) * dropout.factor(i));
    }
  }

  @Override
  public void addRows(
      float factor,
      ByteBuffer a,
      int aRow,
      ByteBuffer b,
      int bRow,
      ByteBuffer c,
      ByteBuffer to,
      int toRow,
      int columns) {
    int whole = F.loopBound(columns);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value =
          load(a, aRow * columns + i).fma(broadcast(factor), load(b, bRow * columns + i));
      store(c == null ? value : value.add(load(c, i)), to, toRow * columns + i);
    }
    for (int i = whole; i < columns; i++) {
      float value = Math.fma(get(a, aRow * columns + i), factor, get(b, bRow * columns + i));
      put(to, toRow * columns + i, value + (c == null ? 0 : get(c, i)));
    }
  }

  @Override
  public void accumulateRow(
      float factor,
      ByteBuffer from,
      int fromRow,
      ByteBuffer to,
      int toRow,
      int columns,
      float[] sums) {
    int whole = F.loopBound(columns);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value = load(from, fromRow * columns + i);
      FloatVector former = load(to, toRow * columns + i);
      store(value.fma(broadcast(factor), former), to, toRow * columns + i);
      if (sums != null) {
        FloatVector.fromArray(F, sums, i).add(value).intoArray(sums, i);
      }
    }
    for (int i = whole; i < columns; i++) {
      float value = get(from, fromRow * columns + i);
      put(to, toRow * columns + i, Math.fma(value, factor, get(to, toRow * columns + i)));
      if (sums != null) {
        sums[i] += value;
      }
    }
  }

  @Override
  public void gelu(ByteBuffer x, ByteBuffer y, int count) {
    gelu.gelu(x, y, count);
  }

  @Override
  public void multiply(ByteBuffer by, ByteBuffer to, int count) {
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LANES) {
      store(load(to, i).mul(load(by, i)), to, i);
    }
    for (int i = whole; i < count; i++) {
      put(to, i, get(to, i) * get(by, i));
    }
  }

  @Override
  public float largest(ByteBuffer x, int at, int count) {
    int whole = F.loopBound(count);
    FloatVector tops = broadcast(Float.NEGATIVE_INFINITY);
    for (int i = at; i < at + whole; i += LANES) {
      tops = tops.max(load(x, i));
    }
    float largest = tops.reduceLanes(VectorOperators.MAX);
    for (int i = at + whole; i < at + count; i++) {
      largest = Math.max(largest, get(x, i));
    }
    return largest;
  }

  @Override
  public float sum(ByteBuffer x, int at, int count) {
    int whole = F.loopBound(count);
    FloatVector sums = FloatVector.zero(F);
    for (int i = at; i < at + whole; i += LANES) {
      sums = sums.add(load(x, i));
    }
    float sum = sumLanes(sums, lanes);
    for (int i = at + whole; i < at + count; i++) {
      sum += get(x, i);
    }
    return sum;
  }

  @Override
  public float exponentials(
      ByteBuffer from, int at, int count, float largest, ByteBuffer to, int toAt) {
    int whole = F.loopBound(count);
    FloatVector sums = FloatVector.zero(F);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector e = exp(load(from, at + i).sub(largest));
      sums = sums.add(e);
      store(e, to, toAt + i);
    }
    float sum = sumLanes(sums, lanes);
    for (int i = whole; i < count; i++) {
      float e = exp(get(from, at + i) - largest);
      sum += e;
      put(to, toAt + i, e);
    }
    return sum;
  }

  @Override
  public void scaleAndShift(ByteBuffer x, int at, int count, float factor, float offset) {
    int whole = F.loopBound(count);
    for (int i = at; i < at + whole; i += LANES) {
      store(load(x, i).fma(broadcast(factor), broadcast(offset)), x, i);
    }
    for (int i = at + whole; i < at + count; i++) {
      put(x, i, Math.fma(get(x, i), factor, offset));
    }
  }

  @Override
  public double sumOfSquares(ByteBuffer x, int count) {
    // Blocks, so that float sums stay short.
    int block = 64 * LANES;
    double total = 0;
    int i = 0;
    while (i < count) {
      int end = Math.min(count, i + block);
      FloatVector sums = FloatVector.zero(F);
      for (; i + LANES <= end; i += LANES) {
        FloatVector value = load(x, i);
        sums = value.fma(value, sums);
      }
      total += sumLanes(sums, lanes);
      for (; i < end; i++) {
        total += (double) get(x, i) * get(x, i);
      }
    }
    return total;
  }

  @Override
  public void adam(
      AdamStep step,
      ByteBuffer parameters,
      ByteBuffer gradients,
      ByteBuffer first,
      ByteBuffer second,
      int count) {
    AdamFactors f = new AdamFactors(step);
    int whole = F.loopBound(count);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector g = load(gradients, i).mul(f.gradientScale());
      FloatVector m = load(first, i).mul(f.beta1()).add(g.mul(f.oneLessBeta1()));
      FloatVector v = load(second, i).mul(f.beta2()).add(g.mul(g).mul(f.oneLessBeta2()));
      store(m, first, i);
      store(v, second, i);
      FloatVector root = v.sqrt().mul(f.inverseRootCorrection()).add(f.epsilon());
      store(load(parameters, i).mul(f.keep()).sub(m.mul(f.stepSize()).div(root)), parameters, i);
    }
    for (int i = whole; i < count; i++) {
      float g = get(gradients, i) * f.gradientScale();
      float m = get(first, i) * f.beta1() + g * f.oneLessBeta1();
      float v = get(second, i) * f.beta2() + g * g * f.oneLessBeta2();
      put(first, i, m);
      put(second, i, v);
      float root = (float) Math.sqrt(v) * f.inverseRootCorrection() + f.epsilon();
      put(parameters, i, get(parameters, i) * f.keep() - f.stepSize() * m / root);
    }
  }
}
