package org.kvsweep.kernel.cpu;

import org.kvsweep.kernel.Kernels;

/** Fused kernels that count the floating-point operations of the products that they run. */
public final class CountingKernels {
  private final CountingGemm gemm = new CountingGemm();
  private final Kernels kernels = new CpuKernels(gemm, new ScalarLoops());

  private static final class CountingGemm extends Gemm {
    private final Gemm counted = Gemm.fastest();
    private long flops;

    @Override
    String name() {
      return "counting";
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
        View a,
        View b,
        Result result,
        View c) {
      flops += 2L * m * n * k;
      counted.multiply(layoutA, layoutB, m, n, k, a, b, result, c);
    }
  }

  public Kernels kernels() {
    return kernels;
  }

  /** What has been counted since the last call: 2·m·n·k of each product. */
  public long take() {
    long taken = gemm.flops;
    gemm.flops = 0;
    return taken;
  }
}
