package org.kvsweep.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialRun;

class ObjectiveTest {
  @Test
  void unseenDataArePreferredAndTheGoalToTheLoss() {
    assertThat(Objective.preferredOf(List.of("validation-accuracy", "test-loss", "test-accuracy")))
        .contains(new Objective("test-accuracy"));
    assertThat(Objective.preferredOf(List.of("validation-accuracy", "test-loss")))
        .contains(new Objective("test-loss"));
    assertThat(Objective.preferredOf(List.of("train-loss", "validation-loss")))
        .contains(new Objective("validation-loss"));
    assertThat(Objective.preferredOf(List.of("train-loss", "train-accuracy")))
        .contains(new Objective("train-accuracy"));
  }

  @Test
  void ofMetricsThatAreNotKnownTheFirstByNameIsPreferred() {
    assertThat(Objective.preferredOf(List.of("zeal", "courage")))
        .contains(new Objective("courage"));
    assertThat(Objective.preferredOf(List.of())).isEmpty();
  }

  private static TrialRun run(EpochMetrics... metrics) {
    return TrialRun.none().withMetrics(0, List.of(metrics));
  }

  @Test
  void theValueThatCountsIsTheLastThatWasMeasured() {
    TrialRun run =
        run(
            new EpochMetrics(1, 1, 1, Map.of("a", 0.1, "b", 0.2, "c", 0.3)),
            new EpochMetrics(2, 2, 2, Map.of("a", 0.4, "c", Double.NaN)));

    assertThat(new Objective("a").value(run)).hasValue(0.4);
    assertThat(new Objective("b").value(run)).hasValue(0.2);
    assertThat(new Objective("c").value(run)).isEmpty();
    assertThat(new Objective("d").value(run)).isEmpty();
    assertThat(new Objective("a").value(TrialRun.none())).isEmpty();
  }

  @Test
  void ofValidationDataTheEvaluationThatWasKeptCounts() {
    TrialRun run =
        run(
            new EpochMetrics(
                1, 10, 1, Map.of("validation-loss", 0.3, "train-loss", 0.9, "best-step", 10.0)),
            new EpochMetrics(
                2, 20, 2, Map.of("validation-loss", 0.2, "train-loss", 0.5, "best-step", 20.0)),
            new EpochMetrics(
                3,
                30,
                3,
                Map.of(
                    "validation-loss",
                    0.8,
                    "train-loss",
                    0.1,
                    "test-loss",
                    0.25,
                    "validation-bleu",
                    0.7,
                    "best-step",
                    20.0)));

    assertThat(new Objective("validation-loss").value(run)).hasValue(0.2);
    assertThat(new Objective("train-loss").value(run)).hasValue(0.1);
    assertThat(new Objective("test-loss").value(run)).hasValue(0.25);
    assertThat(new Objective("validation-bleu").value(run))
        .as("measured once, with the parameters that were kept")
        .hasValue(0.7);
  }
}
