package org.kvsweep.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetrialTest {
  @ParameterizedTest
  @CsvSource({
    "BAD_CONFIGURATION, BY_ITSELF",
    "LOST_EXECUTOR,     BY_ITSELF",
    "INTERNAL_ERROR,    BY_ITSELF",
    "OUT_OF_MEMORY,     ASKED_FOR_FAILED",
    "NATIVE_CRASH,      ASKED_FOR_FAILED",
    "HANG,              ASKED_FOR_FAILED"
  })
  void theKindOfAFailureDecidesWhatItTakes(FailureKind kind, Retrial retrial) {
    assertThat(Retrial.of(new TrialOutcome.Failed(TrialRun.none(), kind, "", "")))
        .isEqualTo(retrial);
  }

  @Test
  void resultsStay() {
    assertThat(Retrial.of(new TrialOutcome.Completed(TrialRun.none()))).isEqualTo(Retrial.NEVER);
    assertThat(Retrial.of(TrialOutcome.Stopped.early(TrialRun.none(), 2, "asha: not the best")))
        .isEqualTo(Retrial.NEVER);
    assertThat(Retrial.of(new TrialOutcome.Diverged(TrialRun.none(), 3)))
        .isEqualTo(Retrial.ASKED_FOR_DIVERGED);
  }

  @Test
  void aTrialThatEarlierVersionsRecordedWhenItWasCancelledHasNoResult() {
    assertThat(
            Retrial.of(
                new TrialOutcome.Stopped(TrialRun.none(), "cancelled in Spark, as its UI can")))
        .isEqualTo(Retrial.BY_ITSELF);
  }
}
