package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SweepStatusTest {
  @Test
  void aSweepIsCompleteOnceAllOfItsTrialsHaveAResult() {
    assertThat(state(3, 1, 0, 0, 0)).isEqualTo(SweepStatus.COMPLETE);
    assertThat(state(3, 0, 0, 1, 0)).isEqualTo(SweepStatus.WITH_FAILURES);
    assertThat(state(3, 0, 1, 0, 0)).isEqualTo(SweepStatus.WITH_FAILURES);
  }

  @Test
  void whatIsMissingCountsMoreThanFailuresAndADriverMoreThanBoth() {
    assertThat(state(3, 0, 0, 1, 1)).isEqualTo(SweepStatus.INCOMPLETE);
    assertThat(SweepStatus.of(new Outcomes(3, 0, 0, 1, 1, 0), true)).isEqualTo(SweepStatus.RUNNING);
  }

  private static SweepStatus state(
      int completed, int stopped, int diverged, int failed, int missing) {
    return SweepStatus.of(new Outcomes(completed, stopped, diverged, failed, missing, 0), false);
  }
}
