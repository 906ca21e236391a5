package org.kvsweep.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kvsweep.MovableClock;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.results.RunningTrials;
import org.kvsweep.results.RunningTrials.Loss;
import org.kvsweep.results.RunningTrials.RunningTrial;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.schedule.ScheduledTrials;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

class RunningNoteTest {
  private static final PlannedTrial TRIAL = trial(0);
  private static final PlannedTrial OTHER = trial(1);

  private final MovableClock clock = new MovableClock();
  private final InMemoryResultsStore results = new InMemoryResultsStore();
  private final RunningNote note = new RunningNote(results, clock);

  private static PlannedTrial trial(long seed) {
    TrialSpec spec = SampleTrials.spec("reverse", "kv", 16, seed);
    return new PlannedTrial(TrialId.of(spec), spec, new TrialCost(1, 1, 1, 1, 1));
  }

  private void pass(int seconds) {
    clock.advance(Duration.ofSeconds(seconds));
  }

  private void progress(PlannedTrial trial, long step, double loss, double pace) {
    note.trialProgressed(trial, new TrialProgress(1, 2, step, 100, loss, pace));
  }

  private List<RunningTrials> written() {
    return results.runningTold();
  }

  private RunningTrial last() {
    return written().get(written().size() - 1).trials().get(0);
  }

  @Test
  void saysHowFarATrialIsAndHowLongItWillTake() {
    note.trialStarted(TRIAL, 1, "executor 1");
    pass(10);
    progress(TRIAL, 20, 2.5, 100);
    note.timeLeftEstimated(Duration.ofMinutes(3));
    note.keep();

    assertThat(last().step()).isEqualTo(20);
    assertThat(last().steps()).isEqualTo(100);
    assertThat(last().left()).contains(Duration.ofSeconds(40));
    assertThat(last().losses()).containsExactly(new Loss(20, 2.5));
    assertThat(written().get(0).left()).contains(Duration.ofMinutes(3));
  }

  @Test
  void showsWhatWasMeasuredOnValidationData() {
    note.trialStarted(TRIAL, 1, "executor 1");
    note.trialEvaluated(
        TRIAL, new EpochMetrics(1, 10, 1, Map.of("train-loss", 3.0, "validation-loss", 2.0)));
    note.trialEvaluated(TRIAL, new EpochMetrics(2, 20, 1, Map.of("train-loss", 1.0)));
    note.trialEvaluated(TRIAL, new EpochMetrics(3, 30, 1, Map.of("validation-loss", Double.NaN)));
    note.trialEvaluated(OTHER, new EpochMetrics(1, 10, 1, Map.of("validation-loss", 5.0)));
    note.keep();

    assertThat(last().validation()).containsExactly(new Loss(10, 2.0));
    assertThat(last().losses()).isEmpty();
  }

  @Test
  void countsOnlyItsOwnStepsWhereATrialGoesOn() {
    note.trialStarted(TRIAL, 2, "executor 1");
    progress(TRIAL, 60, Double.NaN, 0);
    pass(10);
    progress(TRIAL, 80, 1.5, 100);
    note.keep();

    assertThat(last().left()).contains(Duration.ofSeconds(10));
    assertThat(last().losses()).hasSize(1);
  }

  @Test
  void aTrialThatIsEvaluatedAddsNothingToItsCurve() {
    note.trialStarted(TRIAL, 1, "executor 1");
    progress(TRIAL, 10, 3.5, 100);
    progress(TRIAL, 20, 2.5, 100);
    for (int sign = 0; sign < 1000; sign++) {
      progress(TRIAL, 20, 2.5, 1);
    }
    note.keep();

    assertThat(last().losses()).containsExactly(new Loss(10, 3.5), new Loss(20, 2.5));
  }

  @Test
  void isWrittenOnlyWithNewsAndNotTooOften() {
    note.keep();
    assertThat(written()).isEmpty();

    note.trialStarted(TRIAL, 1, "executor 1");
    note.keep();
    note.trialStarted(OTHER, 1, "executor 1");
    pass(1);
    note.keep();
    assertThat(written()).hasSize(1);
    pass(1);
    note.keep();
    assertThat(written()).hasSize(2);
    assertThat(written().get(1).trials()).hasSize(2);
    pass(9);
    note.keep();
    assertThat(written()).hasSize(2);
  }

  @Test
  void isWrittenAlsoAfterTheClockWasSetBack() {
    note.trialStarted(TRIAL, 1, "executor 1");
    note.keep();
    pass(-3600);
    note.trialStarted(OTHER, 1, "executor 1");
    note.keep();

    assertThat(written()).hasSize(2);
  }

  @Test
  void forgetsTrialsThatDoNotRunAnyMore() {
    note.trialStarted(TRIAL, 1, "executor 1");
    note.trialStarted(OTHER, 1, "executor 1");
    note.trialEnded(TRIAL, new TrialOutcome.Completed(TrialRun.none()));
    note.trialRetried(OTHER, 2, "lost");
    progress(OTHER, 10, 1, 1);
    note.keep();

    assertThat(written()).containsExactly(RunningTrials.NONE);
  }

  @Test
  void keepsCurvesShort() {
    note.trialStarted(TRIAL, 1, "executor 1");
    for (int step = 1; step <= 1_000; step++) {
      progress(TRIAL, step, 1.0 / step, 1);
    }
    note.keep();

    assertThat(last().losses()).hasSizeBetween(60, 128);
    assertThat(last().losses()).last().extracting(Loss::step).isEqualTo(1_000L);
    assertThat(written().get(0).left()).isEqualTo(Optional.empty());
  }

  @Test
  void saysOfManyTrialsOnlyThatTheyRun() {
    for (int seed = 0; seed < 1_200; seed++) {
      note.trialStarted(ScheduledTrials.trial(100 + seed, 100), 1, "executor 1");
    }
    note.keep();

    assertThat(written().get(0).trials()).hasSize(1_000);
    assertThat(written().get(0).more()).isEqualTo(200);
    assertThat(written().get(0).count()).isEqualTo(1_200);
  }
}
