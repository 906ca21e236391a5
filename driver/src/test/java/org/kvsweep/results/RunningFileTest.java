package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunningFileTest {
  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 90, Long.MAX_VALUE})
  void whatIsLeftCanBeCountedInMilliseconds(long seconds) {
    RunningTrials running =
        RunningFile.read("{\"secondsLeft\":%d,\"trials\":[]}".formatted(seconds));

    assertThat(running.left().orElseThrow().toMillis())
        .isBetween(0L, Duration.ofDays(366_000).toMillis());
  }
}
