package org.kvsweep.kernel.cpu;

import org.kvsweep.kernel.Activation;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Rows;
import org.kvsweep.kernel.Update;
import org.kvsweep.kernel.cpu.Gemm.Layout;
import org.kvsweep.kernel.cpu.Gemm.Result;

/**
 * Linear maps on one core: a chunk of rows at a time, the rest done while the product is in cache.
 */
final class CpuLinear {
  /** Rows are worked on in chunks of about so much output, which stay in the L2 cache. */
  private static final int CHUNK_BYTES = 192 * 1024;

  /**
   * The fewest rows that are worth a copy of the weights; of fewer, oneDNN adds up the products
   * with transposed weights in another order.
   */
  private static final int FEW_ROWS = 16;

  private final Gemm gemm;
  private final ElementLoops loops;
  private final ColumnSums biasSums = new ColumnSums();
  private final Operand rowsOperand;
  private final Operand weightOperand;
  private final Operand transposedWeightOperand;
  private final Operand gradientOperand;
  private final View rowsView = new View();
  private final View weightView = new View();
  private final View gradientView = new View();
  private final View resultView = new View();

  CpuLinear(Gemm gemm, ElementLoops loops) {
    this.gemm = gemm;
    this.loops = loops;
    this.rowsOperand = gemm.operand();
    this.weightOperand = gemm.operand();
    this.transposedWeightOperand = gemm.transposedOperand();
    this.gradientOperand = gemm.operand();
  }

  /** Does what {@link Kernels#linear} says. */
  void forward(
      Matrix x, Matrix weight, Matrix bias, Activation activation, Dropout dropout, Matrix y) {
    boolean touched = bias != null || activation != Activation.IDENTITY || dropout.active();
    int chunk = chunkRows(y);
    View readWeight = read(weightOperand, weightView, weight, 0, weight.rows());
    for (int row = 0; row < x.rows(); row += chunk) {
      int rows = Math.min(chunk, x.rows() - row);
      View readX = read(rowsOperand, rowsView, x, row, rows);
      gemm.product(rows, y.columns(), x.columns(), readX, readWeight, resultView.ofRows(y, row));
      if (touched) {
        boolean relu = activation == Activation.RELU;
        loops.biasActivate(Rows.bytes(y), row, rows, y.columns(), Rows.bytes(bias), relu, dropout);
      }
    }
  }

  /** Does what {@link Kernels#linearBackward} says. */
  void backward(
      Matrix x,
      Matrix weight,
      Activation activation,
      Dropout dropout,
      Matrix y,
      Matrix dy,
      Matrix dx,
      Update update,
      Matrix dWeight,
      Matrix dBias) {
    boolean relu = activation == Activation.RELU;
    boolean touched = relu || dropout.active() || dBias != null;
    float[] sums = dBias == null ? null : biasSums.zeroed(dy.columns());
    int chunk = chunkRows(dy);
    Operand reader = null;
    View readWeight = null;
    for (int row = 0; row < dy.rows(); row += chunk) {
      int rows = Math.min(chunk, dy.rows() - row);
      if (touched) {
        loops.activateBackward(
            Rows.bytes(y), Rows.bytes(dy), row, rows, dy.columns(), relu, dropout, sums);
      }
      View readDy = read(gradientOperand, gradientView, dy, row, rows);
      if (dWeight != null) {
        gemm.transposedProduct(
            x.columns(),
            dy.columns(),
            rows,
            read(rowsOperand, rowsView, x, row, rows),
            readDy,
            row == 0 ? Result.SET : Result.ADDED,
            resultView.ofRows(dWeight, 0));
      }
      if (dx != null) {
        Operand fitting = rows < FEW_ROWS ? weightOperand : transposedWeightOperand;
        if (fitting != reader) {
          reader = fitting;
          readWeight = read(reader, weightView, weight, 0, weight.rows());
        }
        gemm.multiply(
            Layout.PLAIN,
            reader.transposed(),
            rows,
            dx.columns(),
            dy.columns(),
            readDy,
            readWeight,
            update == Update.ADD ? Result.ADDED : Result.SET,
            resultView.ofRows(dx, row));
      }
    }
    if (dBias != null) {
      Rows.write(sums, dBias);
    }
  }

  private static View read(Operand operand, View view, Matrix matrix, int first, int rows) {
    return operand.read(view.ofRows(matrix, first), rows, matrix.columns());
  }

  private static int chunkRows(Matrix y) {
    return Math.max(16, CHUNK_BYTES / Float.BYTES / y.columns());
  }
}
