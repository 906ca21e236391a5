package org.kvsweep.kernel;

import java.nio.ByteBuffer;

/** Rows of matrices as BLAS and loops want them. */
public final class Rows {
  private Rows() {}

  /** The address of the first element of a row. */
  public static long at(Matrix matrix, long row) {
    return matrix.memory().address() + row * matrix.stride() * Float.BYTES;
  }

  /**
   * The floats of a matrix, or null for null.
   *
   * @throws IllegalArgumentException if there are gaps between the rows
   */
  public static ByteBuffer bytes(Matrix matrix) {
    if (matrix != null && !matrix.dense()) {
      throw new IllegalArgumentException("Cannot loop over a matrix with gaps: " + matrix);
    }
    return matrix == null ? null : matrix.memory().bytes();
  }

  /** Writes the first numbers into the one row of a matrix. */
  public static void write(float[] values, Matrix into) {
    ByteBuffer bytes = into.memory().bytes();
    for (int i = 0; i < into.columns(); i++) {
      bytes.putFloat(i * Float.BYTES, values[i]);
    }
  }
}
