package org.kvsweep.kernel.cpu;

import org.kvsweep.kernel.cpu.Gemm.Layout;
import org.kvsweep.kernel.cpu.Gemm.Result;

/**
 * {@link HeadProducts} by oneDNN's batched product: a call for each head costs more than the
 * product itself where heads are small.
 */
final class DnnlHeadProducts extends HeadProducts {
  private final DnnlProducts products;
  private final HeadProducts single;

  /**
   * @param single for what oneDNN cannot do batched
   */
  DnnlHeadProducts(DnnlProducts products, HeadProducts single) {
    this.products = products;
    this.single = single;
  }

  @Override
  void multiply(
      int examples,
      int heads,
      int m,
      int n,
      int k,
      Layout layoutA,
      View a,
      Layout layoutB,
      View b,
      Result result,
      View c) {
    if (k == 1) {
      // oneDNN 3.11 gives wrong results: with one column it takes a's rows for its columns.
      single.multiply(examples, heads, m, n, k, layoutA, a, layoutB, b, result, c);
      return;
    }
    if (misread(examples, heads, a) || misread(examples, heads, b) || misread(examples, heads, c)) {
      int half = examples / 2;
      multiply(half, heads, m, n, k, layoutA, a, layoutB, b, result, c);
      a.move(half);
      b.move(half);
      c.move(half);
      multiply(examples - half, heads, m, n, k, layoutA, a, layoutB, b, result, c);
      a.move(-half);
      b.move(-half);
      c.move(-half);
      return;
    }
    products.multiply(examples, heads, m, n, k, layoutA, a, layoutB, b, result, c);
  }

  /**
   * True where oneDNN 3.11 gives wrong results: where it is as far from one example to the next as
   * the rows of all examples would be long if nothing lay between them, and something does. So it
   * is with K and V side by side when there are twice as many examples as tokens.
   */
  private static boolean misread(int examples, int heads, View view) {
    int row = heads * view.betweenHeads;
    return examples > 1 && view.betweenExamples == examples * row && view.betweenRows != row;
  }
}
