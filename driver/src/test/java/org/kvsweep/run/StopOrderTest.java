package org.kvsweep.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StopOrderTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  private static final Instant ELEVEN = NOON.minusSeconds(3600);

  private final StopOrder stop = new StopOrder();

  @Test
  void trialsAreInterruptedAfterTheGrace() {
    assertThat(stop.interrupts(NOON)).isFalse();

    stop.asked(Duration.ofSeconds(10), NOON);

    assertThat(stop.interrupts(NOON.plusSeconds(9))).isFalse();
    assertThat(stop.interrupts(NOON.plusSeconds(10))).isTrue();
  }

  @Test
  void aRequestGivesItsGraceAlsoWhereTheSweepIsEndingItselfAndTheNextNone() {
    assertThat(stop.tells(NOON)).isTrue();

    stop.asked(Duration.ofSeconds(10), NOON.plusSeconds(5));
    assertThat(stop.interrupts(NOON.plusSeconds(14))).isFalse();

    stop.asked(Duration.ofSeconds(10), NOON.plusSeconds(14));
    assertThat(stop.interrupts(NOON.plusSeconds(14))).isTrue();
  }

  @Test
  void theGraceBeginsAgainWhereTheClockIsSetBack() {
    stop.asked(Duration.ofSeconds(10), NOON);

    assertThat(stop.interrupts(ELEVEN)).isFalse();
    assertThat(stop.interrupts(ELEVEN.plusSeconds(10))).isTrue();
  }
}
