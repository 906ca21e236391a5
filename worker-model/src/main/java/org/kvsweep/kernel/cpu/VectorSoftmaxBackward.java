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

/** {@link AttentionLoops#softmaxBackward}, a block of rows at a time. */
final class VectorSoftmaxBackward {
  /** A block of weights and one of gradients take up to so much each, half of a small L1 cache. */
  private static final int BLOCK_FLOATS = 2048;

  private final VectorRowSums alongs = new VectorRowSums();
  private final VectorPasses passes = new VectorPasses(this::dot, this::addUp, this::subtract);

  // What the passes work on: so many rows of these weights and gradients.
  private ByteBuffer weights;
  private ByteBuffer d;
  private int at;
  private int dAt;
  private int rows;
  private int columns;
  private Dropout dropout;
  private float factor;
  private float[] sums;

  /** Does what {@link AttentionLoops#softmaxBackward} says. */
  void softmaxBackward(
      ByteBuffer weights,
      int at,
      ByteBuffer d,
      int dAt,
      int rows,
      int columns,
      Dropout dropout,
      float factor,
      float[] sums) {
    this.weights = weights;
    this.d = d;
    this.columns = columns;
    this.dropout = dropout;
    this.factor = factor;
    this.sums = sums;
    int block = VectorRowSums.rows(BLOCK_FLOATS, columns);
    for (int first = 0; first < rows; first += block) {
      this.at = at + first * columns;
      this.dAt = dAt + first * columns;
      this.rows = Math.min(block, rows - first);
      passes.run();
    }
    this.weights = null;
    this.d = null;
  }

  /** Applies the dropout and multiplies gradients with weights, a vector at a time. */
  private void dot() {
    ByteBuffer weights = this.weights;
    ByteBuffer d = this.d;
    boolean drops = dropout.active();
    int key = dropout.key();
    int threshold = dropout.threshold();
    float scale = dropout.scale();
    int whole = F.loopBound(columns);
    for (int row = 0; row < rows; row++) {
      FloatVector along = FloatVector.zero(F);
      for (int i = row * columns; i < row * columns + whole; i += LANES) {
        FloatVector value = load(d, dAt + i);
        if (drops) {
          value = dropLanes(value, at + i, key, threshold, scale);
          store(value, d, dAt + i);
        }
        along = value.fma(load(weights, at + i), along);
      }
      alongs.setLanes(row, along);
    }
  }

  /** Adds up the products of each row, with those that vectors did not cover. */
  private void addUp() {
    alongs.addLanes(rows);
    int whole = F.loopBound(columns);
    if (whole == columns) {
      return;
    }
    for (int row = 0; row < rows; row++) {
      float along = alongs.get(row);
      for (int i = row * columns + whole; i < (row + 1) * columns; i++) {
        float value = get(d, dAt + i) * dropout.factor(at + i);
        put(d, dAt + i, value);
        along += value * get(weights, at + i);
      }
      alongs.set(row, along);
    }
  }

  /** d becomes factor · weights · (d - along) by row. */
  private void subtract() {
    ByteBuffer weights = this.weights;
    ByteBuffer d = this.d;
    float[] sums = this.sums;
    float factor = this.factor;
    int whole = F.loopBound(columns);
    for (int row = 0; row < rows; row++) {
      int start = row * columns;
      float along = alongs.get(row);
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
}
