package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialRun;

class MetricTest {
  @ParameterizedTest
  @ValueSource(strings = {"train-loss", "validation-perplexity", "Test-Error", "loss"})
  void isBetterLower(String name) {
    assertThat(new Metric(name).lowerIsBetter()).isTrue();
    assertThat(new Metric(name).improvedBy(-0.1)).isTrue();
    assertThat(new Metric(name).improvedBy(0.1)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"test-accuracy", "test-bleu", "test-bleu-with-marks", "lossless"})
  void isBetterHigher(String name) {
    assertThat(new Metric(name).lowerIsBetter()).isFalse();
    assertThat(new Metric(name).improvedBy(0.1)).isTrue();
  }

  @Test
  void takesTheLastValueThatWasMeasured() {
    TrialRun run =
        new TrialRun(
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            new TreeMap<>(),
            List.of(
                new EpochMetrics(1, 1, 1, Map.of("a", 0.1, "b", 0.2, "c", 0.3)),
                new EpochMetrics(2, 2, 2, Map.of("a", 0.4, "c", Double.NaN))));

    assertThat(new Metric("a").last(run)).hasValue(0.4);
    assertThat(new Metric("b").last(run)).hasValue(0.2);
    assertThat(new Metric("c").last(run)).isEmpty();
    assertThat(new Metric("d").last(run)).isEmpty();
  }
}
