package org.kvsweep.kernel;

class Nd4jKernelsTest extends KernelsContract {
  private final Kernels kernels = new Nd4jKernels();

  @Override
  protected Kernels kernels() {
    return kernels;
  }
}
