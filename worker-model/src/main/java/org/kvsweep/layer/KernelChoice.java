package org.kvsweep.layer;

import org.kvsweep.kernel.FloatMemory;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.Nd4jKernels;
import org.kvsweep.kernel.Precision;
import org.kvsweep.kernel.cpu.CpuKernels;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** The choice of the kernels that a layer computes with. */
public enum KernelChoice {
  /** The fastest that the loaded backend has for the type of the numbers. */
  AUTO,
  /** ND4J's own operations, on every backend and in double too. */
  PLAIN,
  /** Fused loops and BLAS: CPU backend, float. */
  FUSED,
  /** Fused loops, and products on operands in bfloat16: CPU backend, float. */
  FUSED_BFLOAT16;

  /** Returns this choice, or the kernels for that precision where it is not float. */
  public KernelChoice in(Precision precision) {
    return switch (precision) {
      case FLOAT -> this;
      case BFLOAT16 -> FUSED_BFLOAT16;
    };
  }

  /** The kernels for numbers of that type. */
  public Kernels kernels(DataType type) {
    return switch (this) {
      case AUTO -> FloatMemory.fits(type) ? CpuKernels.create() : new Nd4jKernels();
      case PLAIN -> new Nd4jKernels();
      case FUSED -> fused(type, Precision.FLOAT);
      case FUSED_BFLOAT16 -> fused(type, Precision.BFLOAT16);
    };
  }

  private static Kernels fused(DataType type, Precision precision) {
    if (!FloatMemory.fits(type)) {
      throw new IllegalArgumentException(
          "Cannot compute with fused kernels: they take FLOAT on a CPU backend, got %s on %s"
              .formatted(type, Nd4j.getBackend().getClass().getSimpleName()));
    }
    return CpuKernels.create(precision);
  }
}
