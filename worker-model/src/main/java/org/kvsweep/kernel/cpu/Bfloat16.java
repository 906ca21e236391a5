package org.kvsweep.kernel.cpu;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/** Whether this CPU multiplies bfloat16 by itself, and so faster than float. */
public final class Bfloat16 {
  private Bfloat16() {}

  /**
   * Returns whether oneDNN makes code of AVX512_BF16 or AMX here: each of its instruction sets has
   * the bits of those that it contains.
   */
  public static boolean supported() {
    try {
      Loader.load(dnnl.class);
      int all = dnnl.dnnl_cpu_isa_avx512_core_bf16;
      return (dnnl.dnnl_get_effective_cpu_isa() & all) == all;
    } catch (LinkageError missing) {
      return false;
    }
  }
}
