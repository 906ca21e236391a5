package org.kvsweep.kernel;

import org.kvsweep.kernel.cpu.CpuKernels;
import org.kvsweep.kernel.cpu.Gemm;
import org.kvsweep.kernel.cpu.ScalarLoops;

/** Kernels that only tests choose. */
public final class TestKernels {
  private TestKernels() {}

  /** Fused kernels that do the same on every JVM, whatever it compiles. */
  public static Kernels scalar() {
    return new CpuKernels(Gemm.fastest(), new ScalarLoops());
  }
}
