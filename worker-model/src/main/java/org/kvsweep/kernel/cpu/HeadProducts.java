package org.kvsweep.kernel.cpu;

import org.kvsweep.kernel.AttentionShape;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Rows;

/**
 * The products of many attention heads in one call: c [m, n] = a [m, k] · b [k, n] for each head of
 * each example, where a or b may lie transposed, or c += a · b. For one thread, without allocating.
 */
abstract class HeadProducts {

  /** The place of the heads of one operand: distances are in floats, columns lie side by side. */
  static final class View {
    long address;
    int betweenExamples;
    int betweenHeads;
    int betweenRows;

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

    /** Goes so many examples on. */
    void move(int examples) {
      address += (long) examples * betweenExamples * Float.BYTES;
    }
  }

  /** The ways in which a product changes c. */
  enum Result {
    SET,
    ADDED
  }

  abstract void multiply(
      int examples,
      int heads,
      int m,
      int n,
      int k,
      Gemm.Layout layoutA,
      View a,
      Gemm.Layout layoutB,
      View b,
      Result result,
      View c);
}
