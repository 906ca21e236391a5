package org.kvsweep.kernel.cpu;

import static org.kvsweep.kernel.cpu.Floats.get;
import static org.kvsweep.kernel.cpu.Floats.put;

import java.nio.ByteBuffer;
import org.kvsweep.kernel.Dropout;

/** {@link NormLoops} one number at a time. */
final class ScalarNormLoops implements NormLoops {
  private static final float NORM_EPSILON = 1e-5f;

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
}
