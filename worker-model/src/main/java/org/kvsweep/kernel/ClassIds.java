package org.kvsweep.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Class and token ids, which reach the layers as numbers in matrices. */
public final class ClassIds {
  private ClassIds() {}

  /**
   * The ids of a dense matrix, row by row.
   *
   * @throws IllegalArgumentException if one is not a whole number from 0 to below {@code classes}
   */
  public static int[] checked(Matrix ids, int classes) {
    INDArray flat = ids.shaped((long) ids.rows() * ids.columns());
    double[] values = flat.toDoubleVector();
    int[] checked = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      checked[i] = checked(values[i], classes);
    }
    return checked;
  }

  /** One id; likewise. */
  public static int checked(double id, int classes) {
    int whole = (int) id;
    if (whole != id || whole < 0 || whole >= classes) {
      throw new IllegalArgumentException(
          "Cannot look up a class: expected a whole number from 0 to %d, got %s"
              .formatted(classes - 1, id));
    }
    return whole;
  }
}
