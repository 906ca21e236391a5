package org.kvsweep.kernel.cpu;

import java.util.Arrays;

/** An array for the sums of the columns of a matrix, which is kept from call to call. */
final class ColumnSums {
  private float[] sums = new float[0];

  /** Returns zeros for so many columns or more: the same array until more are asked for. */
  float[] zeroed(int columns) {
    if (sums.length < columns) {
      sums = new float[columns];
    }
    Arrays.fill(sums, 0, columns, 0);
    return sums;
  }
}
