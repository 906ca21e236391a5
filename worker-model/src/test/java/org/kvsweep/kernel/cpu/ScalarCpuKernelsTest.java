package org.kvsweep.kernel.cpu;

import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.KernelsContract;

class ScalarCpuKernelsTest extends KernelsContract {
  private final Kernels kernels = new CpuKernels(new BlasGemm(), new ScalarLoops());

  @Override
  protected Kernels kernels() {
    return kernels;
  }
}
