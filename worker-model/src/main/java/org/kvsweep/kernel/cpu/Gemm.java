package org.kvsweep.kernel.cpu;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Products of row-major matrices, on addresses, without allocating. For one thread.
 *
 * <p>c [m, n] = alpha · a [m, k] · b [k, n] + beta · c, where a or b may lie transposed. Of each
 * operand: the address of its first element and the elements from one row, as it lies in memory, to
 * the next.
 */
public abstract class Gemm {
  private static final Logger LOG = LoggerFactory.getLogger(Gemm.class);

  final Cursor a = new Cursor();
  final Cursor b = new Cursor();
  final Cursor c = new Cursor();

  /** A pointer that is moved from call to call; it owns nothing. */
  static final class Cursor extends FloatPointer {
    Cursor at(long newAddress) {
      address = newAddress;
      return this;
    }
  }

  /** The layout of an operand in memory. */
  enum Layout {
    PLAIN,
    TRANSPOSED
  }

  /** The fastest that this machine has. */
  public static Gemm fastest() {
    try {
      Loader.load(dnnl.class);
      return new DnnlGemm();
    } catch (LinkageError missing) {
      LOG.warn("Cannot load oneDNN, using OpenBLAS, which is slower here: {}", missing.toString());
      return new BlasGemm();
    }
  }

  /** The word for this library in the environment of a trial. */
  abstract String name();

  /** Products of many heads at once, for the same thread. */
  abstract HeadProducts heads();

  abstract void multiply(
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
      int strideC);

  /** c [m, n] = alpha · a [m, k] · b [k, n] + beta · c. */
  final void product(
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
    multiply(
        Layout.PLAIN,
        Layout.PLAIN,
        m,
        n,
        k,
        alpha,
        addressA,
        strideA,
        addressB,
        strideB,
        beta,
        addressC,
        strideC);
  }

  /** c [m, n] = alpha · a [m, k] · (b [n, k])ᵀ + beta · c. */
  final void productOfTransposed(
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
    multiply(
        Layout.PLAIN,
        Layout.TRANSPOSED,
        m,
        n,
        k,
        alpha,
        addressA,
        strideA,
        addressB,
        strideB,
        beta,
        addressC,
        strideC);
  }

  /** c [m, n] = alpha · (a [k, m])ᵀ · b [k, n] + beta · c. */
  final void transposedProduct(
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
    multiply(
        Layout.TRANSPOSED,
        Layout.PLAIN,
        m,
        n,
        k,
        alpha,
        addressA,
        strideA,
        addressB,
        strideB,
        beta,
        addressC,
        strideC);
  }
}
