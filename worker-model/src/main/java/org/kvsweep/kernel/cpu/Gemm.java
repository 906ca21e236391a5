package org.kvsweep.kernel.cpu;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.kvsweep.kernel.Precision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Products of row-major matrices, on addresses, without allocating. For one thread.
 *
 * <p>c [m, n] = a [m, k] · b [k, n], or c += a · b, where a or b may lie transposed. Operands have
 * to be read by an {@link Operand} of this object first; c is float.
 */
public abstract class Gemm {
  private static final Logger LOG = LoggerFactory.getLogger(Gemm.class);

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

  /** The ways in which a product changes c. */
  enum Result {
    SET,
    ADDED
  }

  /** The fastest that this machine has, on operands of that precision. */
  public static Gemm fastest(Precision precision) {
    return switch (precision) {
      case FLOAT -> fastest();
      case BFLOAT16 -> Bfloat16.supported() ? new Bfloat16Gemm() : new RoundedGemm(fastest());
    };
  }

  /** The fastest that this machine has, in float. */
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

  /** A reader of operands for these products and those of {@link #heads}. */
  Operand operand() {
    return new Operand();
  }

  /** A reader of single matrices that several of these products take transposed. */
  Operand transposedOperand() {
    return operand();
  }

  /** Products of many heads at once, for the same thread. */
  abstract HeadProducts heads();

  abstract void multiply(
      Layout layoutA, Layout layoutB, int m, int n, int k, View a, View b, Result result, View c);

  /** c [m, n] = a [m, k] · b [k, n]. */
  final void product(int m, int n, int k, View a, View b, View c) {
    multiply(Layout.PLAIN, Layout.PLAIN, m, n, k, a, b, Result.SET, c);
  }

  /** c [m, n] = (a [k, m])ᵀ · b [k, n], or c += aᵀ · b. */
  final void transposedProduct(int m, int n, int k, View a, View b, Result result, View c) {
    multiply(Layout.TRANSPOSED, Layout.PLAIN, m, n, k, a, b, result, c);
  }
}
