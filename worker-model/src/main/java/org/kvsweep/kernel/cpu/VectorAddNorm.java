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

/** {@link NormLoops#addNorm}, a block of rows at a time. */
final class VectorAddNorm {
  private static final float NORM_EPSILON = 1e-5f;

  /** A block takes up to so much of each of four matrices, together a small L1 cache. */
  private static final int BLOCK_FLOATS = 2048;

  private final VectorRowSums sums = new VectorRowSums();
  private final float[] means = new float[VectorRowSums.MOST_ROWS];
  private final float[] inverses = new float[VectorRowSums.MOST_ROWS];
  private final VectorPasses passes =
      new VectorPasses(this::add, this::average, this::square, this::invert, this::normalise);

  // What the passes work on: the rows first to end of these matrices.
  private ByteBuffer x;
  private ByteBuffer residual;
  private Dropout dropout;
  private ByteBuffer gain;
  private ByteBuffer bias;
  private ByteBuffer sum;
  private ByteBuffer moments;
  private ByteBuffer y;
  private int columns;
  private int first;
  private int end;

  /** Does what {@link NormLoops#addNorm} says. */
  void addNorm(
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
    this.x = x;
    this.residual = residual;
    this.dropout = dropout;
    this.gain = gain;
    this.bias = bias;
    this.sum = residual == null ? x : sum;
    this.moments = moments;
    this.y = y;
    this.columns = columns;
    int block = VectorRowSums.rows(BLOCK_FLOATS, columns);
    for (first = 0; first < rows; first += block) {
      end = Math.min(rows, first + block);
      passes.run();
    }
  }

  /** sum = x + dropped residual; adds up what vectors cover. */
  private void add() {
    ByteBuffer x = this.x;
    ByteBuffer residual = this.residual;
    ByteBuffer sum = this.sum;
    boolean drops = dropout.active();
    int key = dropout.key();
    int threshold = dropout.threshold();
    float scale = dropout.scale();
    int whole = F.loopBound(columns);
    for (int row = first; row < end; row++) {
      int start = row * columns;
      FloatVector total = FloatVector.zero(F);
      for (int i = start; i < start + whole; i += LANES) {
        FloatVector value = load(x, i);
        if (residual != null) {
          FloatVector added = load(residual, i);
          value = value.add(drops ? dropLanes(added, i, key, threshold, scale) : added);
          store(value, sum, i);
        }
        total = total.add(value);
      }
      sums.setLanes(row - first, total);
    }
  }

  /** The means of the rows, with the columns that vectors do not cover. */
  private void average() {
    sums.addLanes(end - first);
    int whole = F.loopBound(columns);
    for (int row = first; row < end; row++) {
      int start = row * columns;
      float total = sums.get(row - first);
      for (int i = start + whole; i < start + columns; i++) {
        float value = get(x, i);
        if (residual != null) {
          value += get(residual, i) * dropout.factor(i);
          put(sum, i, value);
        }
        total += value;
      }
      means[row - first] = total / columns;
    }
  }

  /** Adds up the squares of the distances from the mean, as far as vectors cover them. */
  private void square() {
    ByteBuffer sum = this.sum;
    int whole = F.loopBound(columns);
    for (int row = first; row < end; row++) {
      int start = row * columns;
      float mean = means[row - first];
      FloatVector total = FloatVector.zero(F);
      for (int i = start; i < start + whole; i += LANES) {
        FloatVector centred = load(sum, i).sub(mean);
        total = centred.fma(centred, total);
      }
      sums.setLanes(row - first, total);
    }
  }

  /** The inverse deviations of the rows, with the columns that vectors do not cover. */
  private void invert() {
    sums.addLanes(end - first);
    int whole = F.loopBound(columns);
    for (int row = first; row < end; row++) {
      int start = row * columns;
      float mean = means[row - first];
      float total = sums.get(row - first);
      for (int i = start + whole; i < start + columns; i++) {
        float centred = get(sum, i) - mean;
        total += centred * centred;
      }
      float inverse = (float) (1 / Math.sqrt(total / columns + NORM_EPSILON));
      inverses[row - first] = inverse;
      put(moments, 2 * row, mean);
      put(moments, 2 * row + 1, inverse);
    }
  }

  private void normalise() {
    ByteBuffer sum = this.sum;
    ByteBuffer gain = this.gain;
    ByteBuffer bias = this.bias;
    ByteBuffer y = this.y;
    int whole = F.loopBound(columns);
    for (int row = first; row < end; row++) {
      int start = row * columns;
      float mean = means[row - first];
      float inverse = inverses[row - first];
      for (int i = 0; i < whole; i += LANES) {
        FloatVector normal = load(sum, start + i).sub(mean).mul(inverse);
        store(normal.fma(load(gain, i), load(bias, i)), y, start + i);
      }
      for (int i = whole; i < columns; i++) {
        float normal = (get(sum, start + i) - mean) * inverse;
        put(y, start + i, Math.fma(normal, get(gain, i), get(bias, i)));
      }
    }
  }
}
