package org.kvsweep.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.kvsweep.MovableClock;

class PassingTimeTest {
  private final MovableClock clock = new MovableClock();
  private final PassingTime time = new PassingTime(clock);
  private final Instant begin = time.instant();

  @Test
  void passesAsTheClockGoes() {
    clock.advance(Duration.ofSeconds(3));

    assertThat(time.instant()).isEqualTo(clock.instant());
  }

  @Test
  void goesOnWhereTheClockIsSetBack() {
    clock.advance(Duration.ofSeconds(3));
    time.instant();

    clock.advance(Duration.ofHours(-1));
    assertThat(time.instant()).isEqualTo(begin.plusSeconds(3));

    clock.advance(Duration.ofSeconds(4));
    assertThat(time.instant()).isEqualTo(begin.plusSeconds(7));
  }
}
