package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DriverHeapTest {

  @Test
  void aHeapThatSparkWouldRefuseIsRefusedInOneSentence() {
    assertThatThrownBy(() -> DriverHeap.check(128L << 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot start Spark: expected a heap of at least 450 MiB, got 128 MiB;"
                + " KVSWEEP_JAVA_OPTS=-Xmx1g, or spark-submit's --driver-memory 1g, makes it larger");
    assertThatCode(() -> DriverHeap.check(450L << 20)).doesNotThrowAnyException();
  }
}
