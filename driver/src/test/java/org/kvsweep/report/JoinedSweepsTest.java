package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

/** Several sweeps as one, in whatever order they are named. */
class JoinedSweepsTest {
  private static final TrialSpec TRIAL = SampleTrials.spec("reverse", "qkv", 16, 0);
  private static final TrialOutcome COMPLETED = new TrialOutcome.Completed(SampleTrials.run(0.5));
  private static final TrialOutcome STOPPED =
      new TrialOutcome.Stopped(SampleTrials.run(0.4), "at a rung");
  private static final TrialOutcome DIVERGED = new TrialOutcome.Diverged(TrialRun.none(), 7);

  private static SweepResults sweep(String name, TrialOutcome outcome, int seconds) {
    TrialRecord record = SampleTrials.record(TRIAL, outcome, seconds);
    return new SweepResults(
        name, List.of(), Map.of(record.id(), TRIAL), Map.of(record.id(), record));
  }

  private static void assertJoined(SweepResults one, SweepResults other, TrialOutcome counts) {
    for (List<SweepResults> both : List.of(List.of(one, other), List.of(other, one))) {
      assertThat(JoinedSweeps.of(both).ended().values())
          .extracting(TrialRecord::outcome)
          .containsExactly(counts);
    }
  }

  @Test
  void aTrialThatCompletedInOneCountsAsCompleted() {
    assertJoined(sweep("a", SampleSweep.failed(), 9), sweep("b", COMPLETED, 1), COMPLETED);
    assertJoined(sweep("a", STOPPED, 9), sweep("b", COMPLETED, 1), COMPLETED);
    assertJoined(sweep("a", DIVERGED, 9), sweep("b", STOPPED, 1), STOPPED);
  }

  @Test
  void ofEqualEndsTheLaterCounts() {
    TrialOutcome later = new TrialOutcome.Completed(SampleTrials.run(0.6));

    assertJoined(sweep("a", COMPLETED, 1), sweep("b", later, 9), later);
    assertJoined(sweep("a", DIVERGED, 9), sweep("b", SampleSweep.failed(), 1), DIVERGED);
    assertJoined(
        sweep("a", DIVERGED, 1), sweep("b", SampleSweep.failed(), 9), SampleSweep.failed());
  }
}
