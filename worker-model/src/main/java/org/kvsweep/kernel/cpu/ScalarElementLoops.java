package org.kvsweep.kernel.cpu;

import static org.kvsweep.kernel.cpu.Floats.add;
import static org.kvsweep.kernel.cpu.Floats.get;
import static org.kvsweep.kernel.cpu.Floats.put;

import java.nio.ByteBuffer;
import org.kvsweep.kernel.AdamStep;
import org.kvsweep.kernel.Dropout;

/** {@link ElementLoops} one number at a time. */
final class ScalarElementLoops implements ElementLoops {
  @Override
  public void biasActivate(
      ByteBuffer y,
      int from,
      int rows,
      int columns,
      ByteBuffer bias,
      boolean relu,
      Dropout dropout) {
    for (int row = from; row < from + rows; row++) {
      for (int column = 0; column < columns; column++) {
        int at = row * columns + column;
        float value = get(y, at) + (bias == null ? 0 : get(bias, column));
        put(y, at, (relu ? Math.max(0, value) : value) * dropout.factor(at));
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
    for (int row = from; row < from + rows; row++) {
      for (int column = 0; column < columns; column++) {
        int at = row * columns + column;
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
    for (int i = 0; i < count; i++) {
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
    for (int i = 0; i < columns; i++) {
      float value = factor * get(a, aRow * columns + i) + get(b, bRow * columns + i);
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
    for (int i = 0; i < columns; i++) {
      float value = get(from, fromRow * columns + i);
      add(to, toRow * columns + i, factor * value);
      if (sums != null) {
        sums[i] += value;
      }
    }
  }

  @Override
  public void gelu(ByteBuffer x, ByteBuffer y, int count) {
    for (int i = 0; i < count; i++) {
      float in = get(x, i);
      float e = (float) StrictMath.exp(-0.5 * in * in);
      float phi = NormalTail.distribution(in, e);
      put(y, i, in * phi);
      put(x, i, phi + in * e * NormalTail.DENSITY);
    }
  }

  @Override
  public void multiply(ByteBuffer by, ByteBuffer to, int count) {
    for (int i = 0; i < count; i++) {
      put(to, i, get(to, i) * get(by, i));
    }
  }

  @Override
  public float largest(ByteBuffer x, int at, int count) {
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = at; i < at + count; i++) {
      largest = Math.max(largest, get(x, i));
    }
    return largest;
  }

  @Override
  public float sum(ByteBuffer x, int at, int count) {
    float sum = 0;
    for (int i = at; i < at + count; i++) {
      sum += get(x, i);
    }
    return sum;
  }

  @Override
  public float exponentials(
      ByteBuffer from, int at, int count, float largest, ByteBuffer to, int toAt) {
    float sum = 0;
    for (int i = 0; i < count; i++) {
      float e = (float) StrictMath.exp(get(from, at + i) - largest);
      put(to, toAt + i, e);
      sum += e;
    }
    return sum;
  }

  @Override
  public void scaleAndShift(ByteBuffer x, int at, int count, float factor, float offset) {
    for (int i = at; i < at + count; i++) {
      put(x, i, factor * get(x, i) + offset);
    }
  }

  @Override
  public double sumOfSquares(ByteBuffer x, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      double value = get(x, i);
      sum += value * value;
    }
    return sum;
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
    for (int i = 0; i < count; i++) {
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
