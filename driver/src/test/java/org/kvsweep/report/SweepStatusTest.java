package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SweepStateTest {
  @Test
  void aSweepIsCompleteOnceAllOfItsTrialsHaveAResult() {
    assertThat(state(3, 1, 0, 0, 0)).isEqualTo(SweepState.COMPLETE);
    assertThat(state(3, 0, 0, 1, 0)).isEqualTo(SweepState.WITH_FAILURES);
    assertThat(state(3, 0, 1, 0, 0)).isEqualTo(SweepState.WITH_FAILURES);
  }

  @Test
  void whatIsMissingCountsMoreThanFailuresAndADriverMoreThanBoth() {
    assertThat(state(3, 0, 0, 1, 1)).isEqualTo(SweepState.INCOMPLETE);
    assertThat(SweepState.of(new Outcomes(3, 0, 0, 1, 1, 0), true)).isEqualTo(SweepState.RUNNING);
  }

  private static SweepState state(
      int completed, int stopped, int diverged, int failed, int missing) {
    return SweepState.of(new Outcomes(completed, stopped, diverged, failed, missing, 0), false);
  }
}
