package org.kvsweep.kernel;

class ScalarCpuKernelsTest extends KernelsContract {
  private final Kernels kernels = new CpuKernels(new BlasGemm(), new ScalarLoops());

  @Override
  Kernels kernels() {
    return kernels;
  }
}
