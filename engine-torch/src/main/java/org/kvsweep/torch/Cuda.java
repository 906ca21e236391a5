package org.kvsweep.torch;

import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_cuda;

/**
 * GPUs as LibTorch sees them. Written against LibTorch's documentation; docs/engines.md says what
 * of it ran. Only a build for GPUs may load this class.
 */
final class Cuda {
  /** The share of a GPU's memory that this process may take, from 0 to 1, as a Java property. */
  static final String MEMORY_PROPERTY = "kvsweep.torch.memory-fraction";

  /** Whether products may round the operands to TF32, true or false, as a Java property. */
  private static final String TF32_PROPERTY = "kvsweep.torch.tf32";

  private Cuda() {}

  /**
   * Makes the calling thread compute on that GPU.
   *
   * @throws IllegalArgumentException if it can't; the message says why
   */
  static void use(int index) {
    LibTorch.loadForGpus();
    int count = torch_cuda.device_count();
    if (index >= count) {
      throw new IllegalArgumentException(
          "Cannot train on GPU %d: LibTorch sees %d GPUs, and a driver for CUDA 13, 580 or newer, is needed"
              .formatted(index, count));
    }
    cudaDeviceProp card = torch_cuda.getDeviceProperties((byte) index);
    GpuCode.require(card.name().getString(), capability(card));
    torch_cuda.set_device((byte) index);
    // Else done by the first tensor there; the allocator can't be limited before.
    torch.globalContext().lazyInitCUDA();
    torch.globalContext().setAllowTF32CuBLAS(Boolean.getBoolean(TF32_PROPERTY));
    String fraction = System.getProperty(MEMORY_PROPERTY);
    if (fraction != null) {
      torch_cuda.getAllocator().setMemoryFraction(fraction(fraction), (byte) index);
    }
  }

  private static double capability(cudaDeviceProp card) {
    return (10 * card.major() + card.minor()) / 10.0;
  }

  /**
   * The share of memory that a text says.
   *
   * @throws IllegalArgumentException if it says none
   */
  static double fraction(String text) {
    try {
      double fraction = Double.parseDouble(text);
      if (fraction > 0 && fraction <= 1) {
        return fraction;
      }
    } catch (NumberFormatException e) {
      // The sentence below says it.
    }
    throw new IllegalArgumentException(
        "Cannot limit the memory of a GPU: expected a number above 0 and up to 1 in %s, got %s"
            .formatted(MEMORY_PROPERTY, text));
  }

  /** The name and the compute capability of a GPU, for the record of a trial. */
  static String describe(int index) {
    cudaDeviceProp card = torch_cuda.getDeviceProperties((byte) index);
    String tf32 = torch.globalContext().allowTF32CuBLAS() ? ", TF32" : "";
    return "%s, compute capability %s, %d MiB%s"
        .formatted(card.name().getString(), capability(card), card.totalGlobalMem() >> 20, tf32);
  }

  static Generator generator(byte index) {
    return torch_cuda.make_generator_cuda(index);
  }
}
