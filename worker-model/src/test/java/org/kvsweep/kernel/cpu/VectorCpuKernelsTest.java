package org.kvsweep.kernel.cpu;

import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.KernelsContract;

class VectorCpuKernelsTest extends KernelsContract {
  private final Kernels kernels = new CpuKernels(new DnnlGemm(), new VectorLoops());

  @Override
  protected Kernels kernels() {
    return kernels;
  }
}
