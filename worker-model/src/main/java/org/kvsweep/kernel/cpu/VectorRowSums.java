package org.kvsweep.kernel.cpu;

import static org.kvsweep.kernel.cpu.VectorMath.LANES;

import jdk.incubator.vector.FloatVector;

/**
 * The sums of the rows of a block, while they are added up: first a vector for each row, then its
 * lanes from first to last.
 *
 * <p>Adding up lanes takes as long as a short row itself, each addition waits for the one before.
 * So loops go over the rows of a block in passes, and the CPU adds up several rows at once.
 */
final class VectorRowSums {
  /** The most rows that are summed together: more do not hide more of the latency. */
  static final int MOST_ROWS = 32;

  private final float[] lanes = new float[MOST_ROWS * LANES];
  private final float[] sums = new float[MOST_ROWS];

  /** Returns the number of rows of a block, of that many floats at most if it can be. */
  static int rows(int floats, int columns) {
    return Math.max(1, Math.min(MOST_ROWS, floats / columns));
  }

  void setLanes(int row, FloatVector vector) {
    vector.intoArray(lanes, row * LANES);
  }

  FloatVector lanes(int row) {
    return FloatVector.fromArray(VectorMath.F, lanes, row * LANES);
  }

  /** Adds up the lanes of that many rows, each first to last. */
  void addLanes(int rows) {
    for (int row = 0; row < rows; row++) {
      float sum = lanes[row * LANES];
      for (int lane = 1; lane < LANES; lane++) {
        sum += lanes[row * LANES + lane];
      }
      sums[row] = sum;
    }
  }

  float get(int row) {
    return sums[row];
  }

  void set(int row, float sum) {
    sums[row] = sum;
  }
}
