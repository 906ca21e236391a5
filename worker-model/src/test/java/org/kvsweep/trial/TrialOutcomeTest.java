package org.kvsweep.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TrialOutcomeTest {
  private static final TrialRun RUN = TrialRun.none();
  private static final TrialOutcome.Failed FAILED =
      new TrialOutcome.Failed(RUN, FailureKind.HANG, "no progress", "");

  private static final List<TrialOutcome> ONE_OF_EACH =
      List.of(
          new TrialOutcome.Completed(RUN),
          new TrialOutcome.Stopped(RUN, "cancelled"),
          new TrialOutcome.Diverged(RUN, 7),
          FAILED);

  @Test
  void eachKindIsGivenToItsFunction() {
    assertThat(ONE_OF_EACH)
        .extracting(
            outcome ->
                outcome.<String>match(
                    completed -> "completed",
                    stopped -> "stopped: " + stopped.reason(),
                    diverged -> "diverged at " + diverged.step(),
                    failed -> "failed: " + failed.message()))
        .containsExactly("completed", "stopped: cancelled", "diverged at 7", "failed: no progress");
  }

  @Test
  void onlyCompletedTrialsAreCompletedAndOnlyFailedOnesHaveAFailure() {
    assertThat(ONE_OF_EACH)
        .extracting(TrialOutcome::completed)
        .containsExactly(true, false, false, false);
    assertThat(ONE_OF_EACH.stream().flatMap(outcome -> outcome.failure().stream()))
        .containsExactly(FAILED);
  }
}
