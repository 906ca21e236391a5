package org.kvsweep.kernel.cpu;

import java.nio.ByteBuffer;
import org.kvsweep.kernel.ClassIds;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Rows;

/** Turns ids into rows of tokens, and puts one before those of images, on one core. */
final class CpuTokens {
  private final ElementLoops loops;
  private final ColumnSums biasSums = new ColumnSums();

  CpuTokens(ElementLoops loops) {
    this.loops = loops;
  }

  /** Does what {@link Kernels#embed} says. */
  void embed(Matrix ids, Matrix table, double scale, Matrix bias, Matrix positions, Matrix y) {
    ByteBuffer numbers = Rows.bytes(ids);
    for (int row = 0; row < y.rows(); row++) {
      int id = ClassIds.checked(numbers.getFloat(row * Float.BYTES), table.rows());
      int position = row % ids.columns();
      loops.addRows(
          (float) scale,
          Rows.bytes(table),
          id,
          Rows.bytes(positions),
          position,
          Rows.bytes(bias),
          Rows.bytes(y),
          row,
          y.columns());
    }
  }

  /** Does what {@link Kernels#embedBackward} says. */
  void embedBackward(
      Matrix ids, Matrix dy, Matrix dTable, double scale, Matrix dBias, Matrix dPositions) {
    ByteBuffer numbers = Rows.bytes(ids);
    ByteBuffer table = zeroed(dTable);
    ByteBuffer positions = dPositions == null ? null : zeroed(dPositions);
    int columns = dy.columns();
    float[] sums = dBias == null ? null : biasSums.zeroed(columns);
    for (int row = 0; row < dy.rows(); row++) {
      int id = ClassIds.checked(numbers.getFloat(row * Float.BYTES), dTable.rows());
      loops.accumulateRow((float) scale, Rows.bytes(dy), row, table, id, columns, sums);
      if (positions != null) {
        loops.accumulateRow(1, Rows.bytes(dy), row, positions, row % ids.columns(), columns, null);
      }
    }
    if (dBias != null) {
      Rows.write(sums, dBias);
    }
  }

  /** Does what {@link Kernels#lengths} says. */
  static void lengths(Matrix ids, int padding, Matrix lengths) {
    ByteBuffer numbers = Rows.bytes(ids);
    for (int example = 0; example < ids.rows(); example++) {
      int start = example * ids.columns();
      int length = ids.columns();
      while (length > 0 && numbers.getFloat((start + length - 1) * Float.BYTES) == padding) {
        length--;
      }
      Rows.bytes(lengths).putFloat(example * Float.BYTES, length);
    }
  }

  /** Does what {@link Kernels#prepend} says. */
  void prepend(Matrix x, Matrix first, Matrix positions, Matrix y) {
    int tokens = positions.rows();
    int columns = y.columns();
    ByteBuffer rows = Rows.bytes(x);
    ByteBuffer to = Rows.bytes(y);
    for (int row = 0; row < y.rows(); row++) {
      int token = row % tokens;
      ByteBuffer from = token == 0 ? Rows.bytes(first) : rows;
      int fromRow = token == 0 ? 0 : row - row / tokens - 1;
      loops.addRows(1, from, fromRow, Rows.bytes(positions), token, null, to, row, columns);
    }
  }

  /** Does what {@link Kernels#prependBackward} says. */
  void prependBackward(Matrix dy, Matrix dx, Matrix dFirst, Matrix dPositions) {
    int tokens = dPositions.rows();
    int columns = dy.columns();
    int rowBytes = columns * Float.BYTES;
    ByteBuffer from = Rows.bytes(dy);
    ByteBuffer positions = zeroed(dPositions);
    ByteBuffer to = Rows.bytes(dx);
    for (int row = 0; row < dy.rows(); row++) {
      int token = row % tokens;
      loops.accumulateRow(1, from, row, positions, token, columns, null);
      if (token > 0) {
        to.put((row - row / tokens - 1) * rowBytes, from, row * rowBytes, rowBytes);
      }
    }
    Rows.bytes(dFirst).put(0, positions, 0, rowBytes);
  }

  private static ByteBuffer zeroed(Matrix matrix) {
    ByteBuffer bytes = Rows.bytes(matrix);
    for (int i = 0; i < matrix.rows() * matrix.columns(); i++) {
      bytes.putFloat(i * Float.BYTES, 0);
    }
    return bytes;
  }
}
