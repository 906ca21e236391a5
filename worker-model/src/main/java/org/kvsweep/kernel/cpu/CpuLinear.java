package org.kvsweep.kernel.cpu;

import org.kvsweep.kernel.Activation;
import org.kvsweep.kernel.Dropout;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Matrix;
import org.kvsweep.kernel.Rows;
import org.kvsweep.kernel.Update;

/**
 * Linear maps on one core: a chunk of rows at a time, the rest done while the product is in cache.
 */
final class CpuLinear {
  /** Rows are worked on in chunks of about so much output, which stay in the L2 cache. */
  private static final int CHUNK_BYTES = 192 * 1024;

  private final Gemm gemm;
  private final ElementLoops loops;
  private final ColumnSums biasSums = new ColumnSums();

  CpuLinear(Gemm gemm, ElementLoops loops) {
    this.gemm = gemm;
    this.loops = loops;
  }

  /** Does what {@link Kernels#linear} says. */
  void forward(
      Matrix x, Matrix weight, Matrix bias, Activation activation, Dropout dropout, Matrix y) {
    boolean touched = bias != null || activation != Activation.IDENTITY || dropout.active();
    int chunk = chunkRows(y);
    for (int row = 0; row < x.rows(); row += chunk) {
      int rows = Math.min(chunk, x.rows() - row);
      gemm.product(
          rows,
          y.columns(),
          x.columns(),
          1,
          Rows.at(x, row),
          x.stride(),
          Rows.at(weight, 0),
          weight.stride(),
          0,
          Rows.at(y, row),
          y.stride());
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
    for (int row = 0; row < dy.rows(); row += chunk) {
      int rows = Math.min(chunk, dy.rows() - row);
      if (touched) {
        loops.activateBackward(
            Rows.bytes(y), Rows.bytes(dy), row, rows, dy.columns(), relu, dropout, sums);
      }
      if (dWeight != null) {
        gemm.transposedProduct(
            x.columns(),
            dy.columns(),
            rows,
            1,
            Rows.at(x, row),
            x.stride(),
            Rows.at(dy, row),
            dy.stride(),
            row == 0 ? 0 : 1,
            Rows.at(dWeight, 0),
            dWeight.stride());
      }
      if (dx != null) {
        gemm.productOfTransposed(
            rows,
            dx.columns(),
            dy.columns(),
            1,
            Rows.at(dy, row),
            dy.stride(),
            Rows.at(weight, 0),
            weight.stride(),
            update == Update.ADD ? 1 : 0,
            Rows.at(dx, row),
            dx.stride());
      }
    }
    if (dBias != null) {
      Rows.write(sums, dBias);
    }
  }

  private static int chunkRows(Matrix y) {
    return Math.max(16, CHUNK_BYTES / Float.BYTES / y.columns());
  }
}
