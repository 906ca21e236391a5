package org.kvsweep.kernel;

import java.nio.ByteBuffer;

/** {@link Loops} one number at a time, for machines or JVMs without the Vector API. */
final class ScalarLoops implements Loops {
  private static final float NORM_EPSILON = 1e-5f;

  @Override
  public String name() {
    return "scalar";
  }

  private static float get(ByteBuffer buffer, int index) {
    return buffer.getFloat(index * Float.BYTES);
  }

  private static void put(ByteBuffer buffer, int index, float value) {
    buffer.putFloat(index * Float.BYTES, value);
  }

  private static void add(ByteBuffer buffer, int index, float value) {
    put(buffer, index, get(buffer, index) + value);
  }

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
  public void softmax(
      ByteBuffer scores,
      int at,
      int rows,
      int columns,
      int limit,
      int visible,
      int growth,
      ByteBuffer bias,
      int biasAt) {
    for (int row = 0; row < rows; row++) {
      int start = at + row * columns;
      int seen = Math.min(limit, visible + row * growth);
      float top = Float.NEGATIVE_INFINITY;
      for (int column = 0; column < seen; column++) {
        float score = get(scores, start + column);
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
      int rows,
      int columns,
      Dropout dropout,
      float[] sums) {
    for (int row = 0; row < rows; row++) {
      int start = row * columns;
      float along = 0;
      for (int i = start; i < start + columns; i++) {
        float value = get(d, i) * dropout.factor(at + i);
        put(d, i, value);
        along += value * get(weights, at + i);
      }
      for (int i = start; i < start + columns; i++) {
        float value = get(weights, at + i) * (get(d, i) - along);
        put(d, i, value);
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

  @Override
  public void addNorm(
      ByteBuffer x,
      ByteBuffer residual,
      Dropout dropout,
      ByteBuffer gain,
      ByteBuffer bias,
      ByteBuffer sum,
      ByteBuffer moments,
      ByteBuffer y,
      int rows,
      int columns) {
    ByteBuffer normalised = residual == null ? x : sum;
    for (int row = 0; row < rows; row++) {
      int start = row * columns;
      float mean = 0;
      for (int i = start; i < start + columns; i++) {
        float value = get(x, i);
        if (residual != null) {
          value += get(residual, i) * dropout.factor(i);
          put(sum, i, value);
        }
        mean += value;
      }
      mean /= columns;
      float variance = 0;
      for (int i = start; i < start + columns; i++) {
        float centred = get(normalised, i) - mean;
        variance += centred * centred;
      }
      float inverse = (float) (1 / Math.sqrt(variance / columns + NORM_EPSILON));
      put(moments, 2 * row, mean);
      put(moments, 2 * row + 1, inverse);
      for (int i = 0; i < columns; i++) {
        float normal = (get(normalised, start + i) - mean) * inverse;
        put(y, start + i, normal * get(gain, i) + get(bias, i));
      }
    }
  }

  @Override
  public void addNormBackward(
      ByteBuffer sum,
      ByteBuffer moments,
      ByteBuffer gain,
      Dropout dropout,
      ByteBuffer dy,
      ByteBuffer dSum,
      ByteBuffer dx,
      ByteBuffer dResidual,
      int rows,
      int columns,
      float[] dGain,
      float[] dBias) {
    for (int row = 0; row < rows; row++) {
      int start = row * columns;
      float mean = get(moments, 2 * row);
      float inverse = get(moments, 2 * row + 1);
      float along = 0;
      float total = 0;
      for (int i = 0; i < columns; i++) {
        float normal = (get(sum, start + i) - mean) * inverse;
        float gradient = get(dy, start + i);
        dGain[i] += gradient * normal;
        dBias[i] += gradient;
        total += gradient * get(gain, i);
        along += gradient * get(gain, i) * normal;
      }
      for (int i = 0; i < columns; i++) {
        float normal = (get(sum, start + i) - mean) * inverse;
        float dNormal = get(dy, start + i) * get(gain, i);
        float value = inverse * (dNormal - total / columns - normal * (along / columns));
        value += dSum == null ? 0 : get(dSum, start + i);
        put(dx, start + i, value);
        if (dResidual != null) {
          put(dResidual, start + i, value * dropout.factor(start + i));
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
