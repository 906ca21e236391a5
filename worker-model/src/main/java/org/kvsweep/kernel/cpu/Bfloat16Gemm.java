package org.kvsweep.kernel.cpu;

import org.kvsweep.kernel.Precision;

/**
 * Products by oneDNN on operands that were converted to bfloat16, added up in float. Its math mode,
 * which converts by itself, does so only on AMX.
 */
final class Bfloat16Gemm extends Gemm {
  private final DnnlProducts products = new DnnlProducts(Precision.BFLOAT16);

  @Override
  String name() {
    return DnnlGemm.version() + ", bfloat16 native";
  }

  @Override
  Operand operand() {
    return new Bfloat16Operand();
  }

  @Override
  HeadProducts heads() {
    return new DnnlHeadProducts(products, new SingleHeadProducts(this));
  }

  @Override
  void multiply(
      Layout layoutA, Layout layoutB, int m, int n, int k, View a, View b, Result result, View c) {
    products.multiply(1, 1, m, n, k, layoutA, a, layoutB, b, result, c);
  }
}
