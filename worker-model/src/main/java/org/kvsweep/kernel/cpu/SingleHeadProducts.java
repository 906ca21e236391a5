package org.kvsweep.kernel.cpu;

/** {@link HeadProducts} by a product for each head, where a library has no better way. */
final class SingleHeadProducts extends HeadProducts {
  private final Gemm gemm;

  SingleHeadProducts(Gemm gemm) {
    this.gemm = gemm;
  }

  @Override
  void multiply(
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
      View c) {
    for (int example = 0; example < examples; example++) {
      for (int head = 0; head < heads; head++) {
        gemm.multiply(
            layoutA,
            layoutB,
            m,
            n,
            k,
            1,
            at(a, example, head),
            a.betweenRows,
            at(b, example, head),
            b.betweenRows,
            result == Result.ADDED ? 1 : 0,
            at(c, example, head),
            c.betweenRows);
      }
    }
  }

  private static long at(View view, int example, int head) {
    long floats = (long) example * view.betweenExamples + (long) head * view.betweenHeads;
    return view.address + floats * Float.BYTES;
  }
}
