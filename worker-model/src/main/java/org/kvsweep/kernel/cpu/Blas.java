package org.kvsweep.kernel.cpu;

import org.bytedeco.openblas.global.openblas;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** The BLAS library of the machine. */
public final class Blas {
  private Blas() {}

  /**
   * Returns the version of the library and the CPU whose code it was told to run, which decides the
   * last digits of a product; "auto" where the library finds the CPU by itself.
   */
  public static String description() {
    String core = System.getenv().getOrDefault("OPENBLAS_CORETYPE", "auto");
    return openblas.OPENBLAS_VERSION.strip() + ", core " + core;
  }

  /**
   * Makes products on the calling thread take one thread, whatever the machine has and the
   * environment says: a trial has one core.
   */
  public static void useOneThread() {
    openblas.blas_set_num_threads(1);
    Nd4j.getBackend(); // The holder of the native library asks for a backend that was chosen.
    // oneDNN and ND4J share the OpenMP library, which keeps this number by thread.
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
  }
}
