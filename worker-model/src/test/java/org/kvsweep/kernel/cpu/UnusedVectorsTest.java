package org.kvsweep.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnusedVectorsTest {
  @Test
  void knowsTheVectorsOfTheCpuAsTheVectorApiDoes() {
    assertThat(UnusedVectors.cpuHasVectors()).isEqualTo(VectorLoops.worthwhile());
  }

  @Test
  void doesNotWarnAJvmThatHasTheVectorApi() {
    assertThat(UnusedVectors.warning()).isEmpty();
  }
}
