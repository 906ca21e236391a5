package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
}
