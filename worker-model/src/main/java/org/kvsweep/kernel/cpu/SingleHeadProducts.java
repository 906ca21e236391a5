package org.kvsweep.kernel.cpu;

/** {@link HeadProducts} by a product for each head, where a library has no better way. */
final class SingleHeadProducts extends HeadProducts {
  private final Gemm gemm;
  private final View oneA = new View();
  private final View oneB = new View();
  private final View oneC = new View();

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
      Gemm.Result result,
      View c) {
    for (int example = 0; example < examples; example++) {
      for (int head = 0; head < heads; head++) {
        oneA.ofHead(a, example, head);
        oneB.ofHead(b, example, head);
        oneC.ofHead(c, example, head);
        gemm.multiply(layoutA, layoutB, m, n, k, oneA, oneB, result, oneC);
      }
    }
  }
}
