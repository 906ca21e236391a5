package org.kvsweep.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PauseTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  private final Pause pause = new Pause();

  @Test
  void lastsForItsLength() {
    assertThat(pause.over(NOON)).isTrue();

    pause.begin(Duration.ofSeconds(2), NOON);

    assertThat(pause.over(NOON)).isFalse();
    assertThat(pause.over(NOON.plusMillis(1_999))).isFalse();
    assertThat(pause.over(NOON.plusSeconds(2))).isTrue();
  }

  @Test
  void endsWhereTheClockIsSetBack() {
    pause.begin(Duration.ofSeconds(2), NOON);

    assertThat(pause.over(NOON.minusSeconds(3600))).isTrue();
  }
}
