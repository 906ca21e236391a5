package org.kvsweep.kernel.cpu;

/**
 * The products of many attention heads in one call: c [m, n] = a [m, k] · b [k, n] for each head of
 * each example, where a or b may lie transposed, or c += a · b. Operands are read as those of the
 * {@link Gemm} that gave this object. For one thread, without allocating.
 */
abstract class HeadProducts {
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
      Gemm.Result result,
      View c);
}
