package org.kvsweep.schedule.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kvsweep.sweep.Objective;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

class ScoreTest {
  private static final Objective LOSS = new Objective("validation-loss");

  private static TrialRun run(double loss) {
    return TrialRun.none()
        .withMetrics(10, List.of(new EpochMetrics(1, 10, 1, Map.of("validation-loss", loss))));
  }

  private static TrialOutcome completed(double loss) {
    return new TrialOutcome.Completed(run(loss));
  }

  private static TrialOutcome stopped(int rung, double loss) {
    return TrialOutcome.Stopped.early(run(loss), rung, "not among the best");
  }

  @Test
  void completedSamplesComeFirstThenThoseThatGotFurthestThenThoseThatFailed() {
    TrialOutcome failed =
        new TrialOutcome.Failed(run(0.01), FailureKind.INTERNAL_ERROR, "out of luck", "");

    assertThat(
            Stream.of(
                    failed,
                    stopped(1, 0.1),
                    stopped(2, 0.3),
                    completed(0.5),
                    stopped(2, 0.2),
                    completed(0.4),
                    completed(Double.NaN))
                .map(outcome -> Score.of(List.of(outcome), LOSS))
                .sorted())
        .containsExactly(
            Score.of(List.of(completed(0.4)), LOSS),
            Score.of(List.of(completed(0.5)), LOSS),
            Score.of(List.of(stopped(2, 0.2)), LOSS),
            Score.of(List.of(stopped(2, 0.3)), LOSS),
            Score.of(List.of(stopped(1, 0.1)), LOSS),
            Score.WORST,
            Score.WORST);
  }

  @Test
  void aSampleCountsByTheMeanOfItsSeedsAndByTheWorstThatBecameOfOne() {
    assertThat(Score.of(List.of(completed(1), completed(2)), LOSS).cost()).isEqualTo(1.5);
    assertThat(Score.of(List.of(completed(1), completed(Double.NaN)), LOSS)).isEqualTo(Score.WORST);
    assertThat(Score.of(List.of(completed(1), stopped(1, 2)), LOSS).complete()).isFalse();
  }

  @Test
  void aSampleCountsByTheEvaluationThatItsTrialsKeep() {
    TrialRun wentBack =
        TrialRun.none()
            .withMetrics(
                20,
                List.of(
                    new EpochMetrics(1, 10, 1, Map.of("validation-loss", 0.2, "best-step", 10.0)),
                    new EpochMetrics(2, 20, 2, Map.of("validation-loss", 0.9, "best-step", 10.0))));

    assertThat(Score.of(List.of(new TrialOutcome.Completed(wentBack)), LOSS).cost()).isEqualTo(0.2);
  }

  @Test
  void ofAnAccuracyTheLargerIsBetter() {
    Objective accuracy = new Objective("validation-accuracy");
    TrialRun good =
        TrialRun.none()
            .withMetrics(
                10, List.of(new EpochMetrics(1, 10, 1, Map.of("validation-accuracy", 0.9))));
    TrialRun bad =
        TrialRun.none()
            .withMetrics(
                10, List.of(new EpochMetrics(1, 10, 1, Map.of("validation-accuracy", 0.1))));

    assertThat(Score.of(List.of(new TrialOutcome.Completed(good)), accuracy))
        .isLessThan(Score.of(List.of(new TrialOutcome.Completed(bad)), accuracy));
  }
}
