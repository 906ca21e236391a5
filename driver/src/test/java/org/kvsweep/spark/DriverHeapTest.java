package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DriverHeapTest {

  @Test
  void aHeapThatSparkWouldRefuseIsRefusedInOneSentence() {
    assertThatThrownBy(() -> DriverHeap.check(128L << 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot start Spark: expected a heap of at least 450 MiB, got 128 MiB;"
                + " KVSWEEP_JAVA_OPTS=-Xmx1g makes it 1 GiB");
    assertThatCode(() -> DriverHeap.check(450L << 20)).doesNotThrowAnyException();
  }

  /** Java counts the heap of a gigabyte a little smaller. */
  @ParameterizedTest
  @CsvSource({"128, 1", "989, 2", "1024, 2", "8192, 16"})
  void theAdviceMakesTheHeapTwiceAsLarge(long mib, int gib) {
    assertThat(DriverHeap.remedy(mib << 20))
        .isEqualTo("KVSWEEP_JAVA_OPTS=-Xmx%dg makes it %d GiB".formatted(gib, gib));
  }

  @Test
  void insideSparkSubmitTheAdviceIsASettingOfSparks() {
    System.setProperty("spark.master", "yarn");
    try {
      assertThatThrownBy(() -> DriverHeap.check(128L << 20))
          .hasMessageEndingWith("; kvsweep submit --conf spark.driver.memory=1g makes it 1 GiB");
    } finally {
      System.clearProperty("spark.master");
    }
  }
}
