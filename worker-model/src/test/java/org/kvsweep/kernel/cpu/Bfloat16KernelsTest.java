package org.kvsweep.kernel.cpu;

import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.KernelsContract;
import org.kvsweep.kernel.Precision;

/** Products in bfloat16, natively where the CPU can. */
class Bfloat16KernelsTest extends KernelsContract {
  private final Kernels kernels =
      new CpuKernels(Gemm.fastest(Precision.BFLOAT16), new VectorLoops());

  @Override
  protected Kernels kernels() {
    return kernels;
  }

  /** Each operand is off by up to 2^-8 of itself, so a product by 2^-7. */
  @Override
  protected double tolerance() {
    return 0x1p-7;
  }

  /** What is drawn has to be bfloat16 itself: else rounding may move it over the edge of a ReLU. */
  @Override
  protected float number(double drawn) {
    return Float.intBitsToFloat(Float.floatToIntBits((float) drawn) & 0xFFFF_0000);
  }
}
