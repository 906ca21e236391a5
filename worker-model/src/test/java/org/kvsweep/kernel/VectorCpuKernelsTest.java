package org.kvsweep.kernel;

class VectorCpuKernelsTest extends KernelsContract {
  private final Kernels kernels = new CpuKernels(new DnnlGemm(), new VectorLoops());

  @Override
  Kernels kernels() {
    return kernels;
  }
}
