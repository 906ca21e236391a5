package org.kvsweep.kernel.cpu;

import org.kvsweep.kernel.AttentionShape;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Rows;

/**
 * The place of an operand of products: one matrix, or one for each head of each example. Distances
 * are in elements, columns lie side by side.
 */
final class View {
  long address;
  int betweenExamples;
  int betweenHeads;
  int betweenRows;
  int elementBytes = Float.BYTES;

  /** The rows of a matrix from that one on. */
  View ofRows(Matrix matrix, int firstRow) {
    address = Rows.at(matrix, firstRow);
    betweenRows = matrix.stride();
    betweenHeads = 0;
    betweenExamples = 0;
    return this;
  }

  /** Heads that are ranges of columns of a matrix whose rows are the tokens of the examples. */
  View ofHeads(Matrix matrix, AttentionShape s, int tokens, int firstHead) {
    long row = (long) (firstHead / s.heads()) * tokens;
    address = Rows.at(matrix, row) + (long) (firstHead % s.heads()) * s.headWidth() * Float.BYTES;
    betweenExamples = tokens * matrix.stride();
    betweenHeads = s.headWidth();
    betweenRows = matrix.stride();
    return this;
  }

  /** T × S tiles one after the other. */
  View ofTiles(long first, AttentionShape s, int heads) {
    address = first;
    betweenRows = s.sources();
    betweenHeads = s.targets() * s.sources();
    betweenExamples = heads * betweenHeads;
    return this;
  }

  /** The matrix of one head of one example of that view. */
  View ofHead(View all, int example, int head) {
    long elements = (long) example * all.betweenExamples + (long) head * all.betweenHeads;
    address = all.address + elements * all.elementBytes;
    elementBytes = all.elementBytes;
    betweenRows = all.betweenRows;
    return this;
  }

  /**
   * A copy of that view without gaps, at that address; heads that lie side by side in a row still
   * do.
   */
  View ofCopy(View of, long first, int bytes, int heads, int rows, int columns) {
    boolean sideBySide = of.betweenHeads < of.betweenRows;
    address = first;
    elementBytes = bytes;
    betweenRows = sideBySide ? heads * columns : columns;
    betweenHeads = sideBySide ? columns : rows * columns;
    betweenExamples = heads * rows * columns;
    return this;
  }

  /** Goes so many examples on. */
  void move(int examples) {
    address += (long) examples * betweenExamples * elementBytes;
  }
}
