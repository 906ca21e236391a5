package org.kvsweep.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.dnnl.global.dnnl;
import org.junit.jupiter.api.Test;

class DnnlGemmTest {
  @Test
  void itsNameSaysForWhichInstructionsItMakesCode() {
    assertThat(Gemm.fastest().name())
        .startsWith("oneDNN ")
        .contains(" " + dnnl.get_effective_cpu_isa().intern().name());
  }
}
