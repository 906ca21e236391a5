package org.kvsweep.kernel.cpu;

import static org.kvsweep.kernel.cpu.VectorMath.F;
import static org.kvsweep.kernel.cpu.VectorMath.LANES;
import static org.kvsweep.kernel.cpu.VectorMath.dropLanes;
import static org.kvsweep.kernel.cpu.VectorMath.get;
import static org.kvsweep.kernel.cpu.VectorMath.load;
import static org.kvsweep.kernel.cpu.VectorMath.put;
import static org.kvsweep.kernel.cpu.VectorMath.store;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import org.kvsweep.kernel.Dropout;

/** {@link NormLoops#addNormBackward}, a block of rows at a time. */
final class VectorAddNormBackward {
  /** A block takes up to so much of each of four matrices, together a small L1 cache. */
  private static final int BLOCK_FLOATS = 2048;

  private final VectorRowSums totals = new VectorRowSums();
  private final VectorRowSums alongs = new VectorRowSums();
  private final VectorPasses passes = new VectorPasses(this::dot, this::addUp, this::differentiate);

  // What the passes work on: the rows first to end of these matrices.
  private ByteBuffer sum;
  private ByteBuffer moments;
  private ByteBuffer gain;
  private Dropout dropout;
  private ByteBuffer dy;
  private ByteBuffer dSum;
  private ByteBuffer dx;
  private ByteBuffer dResidual;
  private float[] dGain;
  private float[] dBias;
  private int columns;
  private int first;
  private int end;

  /** Does what {@link NormLoops#addNormBackward} says. */
  void addNormBackward(
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
    this.sum = sum;
    this.moments = moments;
    this.gain = gain;
    this.dropout = dropout;
    this.dy = dy;
    this.dSum = dSum;
    this.dx = dx;
    this.dResidual = dResidual;
    this.dGain = dGain;
    this.dBias = dBias;
    this.columns = columns;
    int block = VectorRowSums.rows(BLOCK_FLOATS, columns);
    for (first = 0; first < rows; first += block) {
      end = Math.min(rows, first + block);
      passes.run();
    }
  }

  /** The gradients of gain and bias, and the sums of each row, as far as vectors cover them. */
  private void dot() {
    ByteBuffer sum = this.sum;
    ByteBuffer gain = this.gain;
    ByteBuffer dy = this.dy;
    float[] dGain = this.dGain;
    float[] dBias = this.dBias;
    int whole = F.loopBound(columns);
    for (int row = first; row < end; row++) {
      int start = row * columns;
      float mean = get(moments, 2 * row);
      float inverse = get(moments, 2 * row + 1);
      FloatVector total = FloatVector.zero(F);
      FloatVector along = FloatVector.zero(F);
      for (int i = 0; i < whole; i += LANES) {
        FloatVector normal = load(sum, start + i).sub(mean).mul(inverse);
        FloatVector gradient = load(dy, start + i);
        gradient.fma(normal, FloatVector.fromArray(F, dGain, i)).intoArray(dGain, i);
        FloatVector.fromArray(F, dBias, i).add(gradient).intoArray(dBias, i);
        FloatVector dNormal = gradient.mul(load(gain, i));
        total = total.add(dNormal);
        along = dNormal.fma(normal, along);
      }
      totals.setLanes(row - first, total);
      alongs.setLanes(row - first, along);
    }
  }

  /** Adds up the rows, with the columns that vectors do not cover. */
  private void addUp() {
    totals.addLanes(end - first);
    alongs.addLanes(end - first);
    int whole = F.loopBound(columns);
    if (whole == columns) {
      return;
    }
    for (int row = first; row < end; row++) {
      int start = row * columns;
      float mean = get(moments, 2 * row);
      float inverse = get(moments, 2 * row + 1);
      float total = totals.get(row - first);
      float along = alongs.get(row - first);
      for (int i = whole; i < columns; i++) {
        float normal = (get(sum, start + i) - mean) * inverse;
        float gradient = get(dy, start + i);
        dGain[i] += gradient * normal;
        dBias[i] += gradient;
        total += gradient * get(gain, i);
        along += gradient * get(gain, i) * normal;
      }
      totals.set(row - first, total);
      alongs.set(row - first, along);
    }
  }

  private void differentiate() {
    ByteBuffer sum = this.sum;
    ByteBuffer gain = this.gain;
    ByteBuffer dy = this.dy;
    ByteBuffer dSum = this.dSum;
    ByteBuffer dx = this.dx;
    ByteBuffer dResidual = this.dResidual;
    boolean drops = dropout.active();
    int key = dropout.key();
    int threshold = dropout.threshold();
    float scale = dropout.scale();
    int whole = F.loopBound(columns);
    for (int row = first; row < end; row++) {
      int start = row * columns;
      float mean = get(moments, 2 * row);
      float inverse = get(moments, 2 * row + 1);
      float total = totals.get(row - first) / columns;
      float along = alongs.get(row - first) / columns;
      for (int i = 0; i < whole; i += LANES) {
        FloatVector normal = load(sum, start + i).sub(mean).mul(inverse);
        FloatVector value = load(dy, start + i).mul(load(gain, i)).sub(total);
        value = value.sub(normal.mul(along)).mul(inverse);
        value = dSum == null ? value : value.add(load(dSum, start + i));
        store(value, dx, start + i);
        if (dResidual != null) {
          value = drops ? dropLanes(value, start + i, key, threshold, scale) : value;
          store(value, dResidual, start + i);
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
}
