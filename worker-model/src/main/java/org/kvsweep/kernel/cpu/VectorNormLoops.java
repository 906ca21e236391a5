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

/** {@link NormLoops} a vector at a time; what is left of a row, a number at a time. */
final class VectorNormLoops implements NormLoops {
  private final VectorAddNorm addNorm = new VectorAddNorm();
  private final float[] lanes = new float[LANES];

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
    addNorm.addNorm(x, residual, dropout, gain, bias, sum, moments, y, rows, columns);
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
    int whole = F.loopBound(columns);
    for (int row = 0; row < rows; row++) {
      int start = row * columns;
      float mean = get(moments, 2 * row);
      float inverse = get(moments, 2 * row + 1);
      FloatVector totals = FloatVector.zero(F);
      FloatVector alongs = FloatVector.zero(F);
      for (int i = 0; i < whole; i += LANES) {
        FloatVector normal = load(sum, start + i).sub(mean).mul(inverse);
        FloatVector gradient = load(dy, start + i);
        gradient.fma(normal, FloatVector.fromArray(F, dGain, i)).intoArray(dGain, i);
        FloatVector.fromArray(F, dBias, i).add(gradient).intoArray(dBias, i);
        FloatVector dNormal = gradient.mul(load(gain, i));
        totals = totals.add(dNormal);
        alongs = dNormal.fma(normal, alongs);
      }
      float total = sumLanes(totals, lanes);
      float along = sumLanes(alongs, lanes);
      for (int i = whole; i < columns; i++) {
        float normal = (get(sum, start + i) - mean) * inverse;
        float gradient = get(dy, start + i);
        dGain[i] += gradient * normal;
        dBias[i] += gradient;
        total += gradient * get(gain, i);
        along += gradient * get(gain, i) * normal;
      }
      normGradient(
          sum,
          gain,
          dropout,
          dy,
          dSum,
          dx,
          dResidual,
          start,
          columns,
          mean,
          inverse,
          total / columns,
          along / columns);
    }
  }

  /** The second pass over a row of {@link #addNormBackward}. */
  private static void normGradient(
      ByteBuffer sum,
      ByteBuffer gain,
      Dropout dropout,
      ByteBuffer dy,
      ByteBuffer dSum,
      ByteBuffer dx,
      ByteBuffer dResidual,
      int start,
      int columns,
      float mean,
      float inverse,
      float total,
      float along) {
    boolean drops = dropout.active();
    int key = dropout.key();
    int threshold = dropout.threshold();
    float scale = dropout.scale();
    int whole = F.loopBound(columns);
    for (int i = 0; i < whole; i += LANES) {
      FloatVector normal = load(sum, start + i).sub(mean).mul(inverse);
      FloatVector value = load(dy, start + i).mul(load(gain, i)).sub(total);
      value = value.sub(normal.mul(along)).mul(inverse);
      value = dSum == null ? value : value.add(load(dSum, start + i));
      store(value, dx, start + i);
      if (dResidual != null) {
        store(
            drops ? dropLanes(value, start + i, key, threshold, scale) : value,
            dResidual,
            start + i);
      }
    }
    for (int i = whole; i < columns; i++) {
      float normal = (get(sum, start + i) - mean) * inverse;
      float value = inverse * (get(dy, start + i) * get(gain, i) - total - normal * along);
      value += dSum == null ? 0 : get(dSum, start + i);
      put(dx, start + i, value);
      if (dResidual != null) {
        put(dResidual, start + i, value * dropout.factor(start + i));
      }
    }
  }
}
