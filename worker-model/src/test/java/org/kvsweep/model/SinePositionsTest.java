package org.kvsweep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Expected numbers are what PyTorch gave in double for the call in the comment beside them. */
class SinePositionsTest {

  @Test
  void agreeWithTheReference() {
    // kv_reference.sinusoid(4, 6)[2]
    assertRow(
        SinePositions.table(4, 6)[2],
        0.9092974268256817,
        -0.4161468365471424,
        0.09269850077872724,
        0.9956942241237399,
        0.0043088560467428125,
        0.9999907168366957);
    // kv_reference.sinusoid(3, 5)[2]
    assertRow(
        SinePositions.table(3, 5)[2],
        0.9092974268256817,
        -0.4161468365471424,
        0.050216599387465206,
        0.9987383506934931,
        0.0012619143540422218);
    // kv_reference.sinusoid(65, 64)[64, -2:]
    double[] last = SinePositions.table(65, 64)[64];
    assertThat(last[62]).isCloseTo(0.008534433559324484, within(1e-15));
    assertThat(last[63]).isCloseTo(0.9999635810587411, within(1e-15));
  }

  @Test
  void theFirstTokenIsAtZero() {
    assertThat(SinePositions.table(1, 4)[0]).containsExactly(0, 1, 0, 1);
  }

  private static void assertRow(double[] actual, double... expected) {
    assertThat(actual).containsExactly(expected, within(1e-15));
  }
}
