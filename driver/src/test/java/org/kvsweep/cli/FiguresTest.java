package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void largeNumbersHaveThreeDigitsAndAPrefix() {
    assertThat(Figures.compact(0)).isEqualTo("0");
    assertThat(Figures.compact(999)).isEqualTo("999");
    assertThat(Figures.compact(999.6)).isEqualTo("1.00 k");
    assertThat(Figures.compact(12_345)).isEqualTo("12.3 k");
    assertThat(Figures.compact(999_499)).isEqualTo("999 k");
    assertThat(Figures.compact(999_500)).isEqualTo("1.00 M");
    assertThat(Figures.compact(1.5e30)).isEqualTo("1500000 Y");
  }

  @Test
  void durationsHaveTwoUnits() {
    assertThat(Figures.duration(Duration.ofMillis(9_940))).isEqualTo("9.9 s");
    assertThat(Figures.duration(Duration.ofMillis(9_960))).isEqualTo("10 s");
    assertThat(Figures.duration(Duration.ofMillis(59_600))).isEqualTo("1 min 00 s");
    assertThat(Figures.duration(Duration.ofSeconds(3_599))).isEqualTo("59 min 59 s");
    assertThat(Figures.duration(Duration.ofMinutes(127))).isEqualTo("2 h 07 min");
    assertThat(Figures.duration(Duration.ofHours(76))).isEqualTo("3 d 04 h");
    assertThat(Figures.duration(1e300)).endsWith(" h");
  }
}
