package org.kvsweep.kernel;

import org.bytedeco.openblas.global.openblas;

/** The BLAS library of the machine. */
public final class Blas {
  private Blas() {}

  /**
   * Its version and the CPU whose code it was told to run, which decides the last digits of a
   * product; "auto" where it finds that by itself.
   */
  public static String description() {
    String core = System.getenv().getOrDefault("OPENBLAS_CORETYPE", "auto");
    return openblas.OPENBLAS_VERSION.strip() + ", core " + core;
  }

  /** A trial has one core, so BLAS has one thread, whatever the machine has. */
  public static void useOneThread() {
    openblas.blas_set_num_threads(1);
  }
}
