package org.kvsweep.kernel;

import org.nd4j.linalg.api.buffer.DataType;

/** Which kernels a layer computes with. */
public enum KernelChoice {
  /** The fastest that the loaded backend has for the type of the numbers. */
  AUTO,
  /** ND4J's own operations, on every backend. */
  PLAIN;

  /** The kernels for numbers of that type. */
  public Kernels kernels(DataType type) {
    return switch (this) {
      case AUTO, PLAIN -> new Nd4jKernels();
    };
  }
}
