package org.kvsweep.kernel.cpu;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;

import org.bytedeco.openblas.global.openblas;

/** Products by OpenBLAS, which ND4J brings for every platform. */
public final class BlasGemm extends Gemm {

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
      Layout layoutA,
      Layout layoutB,
      int m,
      int n,
      int k,
      float alpha,
      long addressA,
      int strideA,
      long addressB,
      int strideB,
      float beta,
      long addressC,
      int strideC) {
    openblas.cblas_sgemm(
        CblasRowMajor,
        code(layoutA),
        code(layoutB),
        m,
        n,
        k,
        alpha,
        a.at(addressA),
        strideA,
        b.at(addressB),
        strideB,
        beta,
        c.at(addressC),
        strideC);
  }
}
