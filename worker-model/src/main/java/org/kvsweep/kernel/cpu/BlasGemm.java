package org.kvsweep.kernel.cpu;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;

import org.bytedeco.openblas.global.openblas;

/** Products by OpenBLAS, which ND4J brings for every platform. */
public final class BlasGemm extends Gemm {
  private final Cursor atA = new Cursor();
  private final Cursor atB = new Cursor();
  private final Cursor atC = new Cursor();

  @Override
  String name() {
    return Blas.description();
  }

  private static int code(Layout layout) {
    return switch (layout) {
      case PLAIN -> CblasNoTrans;
      case TRANSPOSED -> CblasTrans;
    };
  }

  @Override
  HeadProducts heads() {
    return new SingleHeadProducts(this);
  }

  @Override
  void multiply(
      Layout layoutA, Layout layoutB, int m, int n, int k, View a, View b, Result result, View c) {
    openblas.cblas_sgemm(
        CblasRowMajor,
        code(layoutA),
        code(layoutB),
        m,
        n,
        k,
        1,
        atA.at(a.address),
        a.betweenRows,
        atB.at(b.address),
        b.betweenRows,
        result == Result.ADDED ? 1 : 0,
        atC.at(c.address),
        c.betweenRows);
  }
}
