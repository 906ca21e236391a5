package org.kvsweep.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.kvsweep.schedule.SweepEnd;
import org.kvsweep.schedule.SweepSummary;

class MakespanTest {
  private static SweepSummary summary(int completed, Duration makespan, Duration lowerBound) {
    return new SweepSummary(
        SweepEnd.ALL_TRIALS_ENDED,
        completed + 2,
        0,
        completed,
        0,
        1,
        1,
        0,
        completed,
        makespan,
        lowerBound);
  }

  @Test
  void saysHowFarTheRunWasFromTheBestThereIs() {
    assertThat(Makespan.line(summary(1_200, Duration.ofSeconds(105), Duration.ofSeconds(100))))
        .contains("1,202 trials in 1 min 45 s, 1.05 times the lower bound of 1 min 40 s");
  }

  @Test
  void saysNothingOfARunInWhichNothingHadTime() {
    assertThat(Makespan.line(summary(1, Duration.ZERO, Duration.ZERO))).isEmpty();
  }
}
