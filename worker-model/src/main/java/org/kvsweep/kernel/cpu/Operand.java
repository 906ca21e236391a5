package org.kvsweep.kernel.cpu;

import org.kvsweep.kernel.cpu.Gemm.Layout;

/**
 * Brings one operand at a time into the form that the products of a {@link Gemm} read: this one
 * leaves it as it is, in float.
 */
class Operand {

  /**
   * Returns where products read the operand: the view itself, or a copy that holds until the next
   * call.
   *
   * @param rows of a matrix as it lies in memory
   * @param columns of a matrix as it lies in memory
   */
  View read(View view, int examples, int heads, int rows, int columns) {
    return view;
  }

  /** Returns how a matrix that products take transposed lies where {@link #read} says. */
  Layout transposed() {
    return Layout.TRANSPOSED;
  }

  /** Returns where products read the one matrix of the view. */
  final View read(View view, int rows, int columns) {
    return read(view, 1, 1, rows, columns);
  }
}
