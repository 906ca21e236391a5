package org.kvsweep.kernel;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * Products of row-major matrices by BLAS, on addresses, without allocating. For one thread.
 *
 * <p>Of each operand: the address of its first element and the elements from one row to the next.
 */
final class Gemm {
  private final Cursor a = new Cursor();
  private final Cursor b = new Cursor();
  private final Cursor c = new Cursor();

  /** A pointer that is moved from call to call; it owns nothing. */
  private static final class Cursor extends FloatPointer {
    Cursor at(long newAddress) {
      address = newAddress;
      return this;
    }
  }

  /** c [m, n] = alpha · a [m, k] · b [k, n] + beta · c. */
  void product(
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
        CblasNoTrans,
        CblasNoTrans,
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

  /** c [m, n] = alpha · a [m, k] · (b [n, k])ᵀ + beta · c. */
  void productOfTransposed(
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
        CblasNoTrans,
        CblasTrans,
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

  /** c [m, n] = alpha · (a [k, m])ᵀ · b [k, n] + beta · c. */
  void transposedProduct(
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
        CblasTrans,
        CblasNoTrans,
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
