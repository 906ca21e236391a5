package org.kvsweep.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeLeftTest {
  private final TimeLeft timeLeft = new TimeLeft();
  private Instant now = Instant.EPOCH;

  @Test
  void estimatesOfTheFirstMomentsAreNotShown() {
    // The JVM has not compiled the kernels yet, so that a minute looks like half an hour.
    for (int second = 0; second < 8; second++) {
      estimate(Duration.ofMinutes(29));
      assertThat(timeLeft.at(now)).isEmpty();
    }

    estimate(Duration.ofSeconds(60));
    assertThat(timeLeft.at(now)).contains(Duration.ofSeconds(60));
  }

  @Test
  void aLongSweepWaitsForAMinuteAtMost() {
    for (int second = 0; second < 60; second++) {
      estimate(Duration.ofDays(2));
    }
    assertThat(timeLeft.at(now)).isEmpty();
    estimate(Duration.ofDays(2));
    assertThat(timeLeft.at(now)).contains(Duration.ofDays(2));
  }

  @Test
  void whatIsShownDoesNotJump() {
    for (int second = 0; second <= 5; second++) {
      estimate(Duration.ofSeconds(100));
    }
    Duration shown = timeLeft.at(now).orElseThrow();
    for (int second = 0; second < 60; second++) {
      estimate(Duration.ofSeconds(1000));
      Duration next = timeLeft.at(now).orElseThrow();
      assertThat(next).isBetween(shown, shown.plus(Duration.ofSeconds(90)));
      shown = next;
    }
    assertThat(shown).isCloseTo(Duration.ofSeconds(1000), Duration.ofSeconds(15));
  }

  @Test
  void timeGoesOnBetweenEstimatesAndEndsAtZero() {
    for (int second = 0; second <= 5; second++) {
      estimate(Duration.ofSeconds(10));
    }
    assertThat(timeLeft.at(now.plusSeconds(4))).contains(Duration.ofSeconds(6));
    assertThat(timeLeft.at(now.plusSeconds(40))).contains(Duration.ZERO);
  }

  private void estimate(Duration left) {
    now = now.plusSeconds(1);
    timeLeft.estimated(left, now);
  }
}
