package org.kvsweep.kernel.cpu;

/**
 * Products on operands that are rounded to bfloat16 and held as floats, where the CPU has no
 * instructions for bfloat16: oneDNN's own emulation has a third of float's speed, and needs
 * AVX-512.
 */
final class RoundedGemm extends Gemm {
  private final Gemm floats;

  RoundedGemm(Gemm floats) {
    this.floats = floats;
  }

  @Override
  String name() {
    return floats.name() + ", bfloat16 emulated";
  }

  @Override
  Operand operand() {
    return new RoundedOperand();
  }

  @Override
  HeadProducts heads() {
    return floats.heads();
  }

  @Override
  void multiply(
      Layout layoutA, Layout layoutB, int m, int n, int k, View a, View b, Result result, View c) {
    floats.multiply(layoutA, layoutB, m, n, k, a, b, result, c);
  }
}
