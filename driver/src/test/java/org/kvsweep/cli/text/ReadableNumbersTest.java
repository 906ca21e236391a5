package org.kvsweep.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadableNumbersTest {

  @Test
  void largeNumbersHaveThreeDigitsAndAPrefix() {
    assertThat(ReadableNumbers.compact(0)).isEqualTo("0");
    assertThat(ReadableNumbers.compact(999)).isEqualTo("999");
    assertThat(ReadableNumbers.compact(999.6)).isEqualTo("1.00 k");
    assertThat(ReadableNumbers.compact(12_345)).isEqualTo("12.3 k");
    assertThat(ReadableNumbers.compact(999_499)).isEqualTo("999 k");
    assertThat(ReadableNumbers.compact(999_500)).isEqualTo("1.00 M");
    assertThat(ReadableNumbers.compact(1.5e30)).isEqualTo("1500000 Y");
    assertThat(ReadableNumbers.compact(1.7e308)).isEqualTo("1.70e+308");
  }

  @Test
  void aSmallMeasurementDoesNotLookLikeZero() {
    assertThat(ReadableNumbers.measurement(0.99714)).isEqualTo("0.9971");
    assertThat(ReadableNumbers.measurement(0)).isEqualTo("0.0000");
    assertThat(ReadableNumbers.measurement(5.1e-5)).isEqualTo("0.0001");
    assertThat(ReadableNumbers.measurement(3e-5)).isEqualTo("3.0e-05");
    assertThat(ReadableNumbers.measurement(Double.NaN)).isEqualTo("NaN");
  }

  @Test
  void aMeasurementOfManyDigitsHasAPowerOfTen() {
    assertThat(ReadableNumbers.measurement(123_456.789)).isEqualTo("123456.7890");
    assertThat(ReadableNumbers.measurement(3.4e38)).isEqualTo("3.4e+38");
    assertThat(ReadableNumbers.measurement(-1.7e308)).isEqualTo("-1.7e+308");
    assertThat(ReadableNumbers.measurement(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
  }

  @Test
  void durationsHaveTwoUnits() {
    assertThat(ReadableNumbers.duration(Duration.ofMillis(9_940))).isEqualTo("9.9 s");
    assertThat(ReadableNumbers.duration(Duration.ofMillis(9_960))).isEqualTo("10 s");
    assertThat(ReadableNumbers.duration(Duration.ofMillis(59_600))).isEqualTo("1 min 00 s");
    assertThat(ReadableNumbers.duration(Duration.ofSeconds(3_599))).isEqualTo("59 min 59 s");
    assertThat(ReadableNumbers.duration(Duration.ofMinutes(127))).isEqualTo("2 h 07 min");
    assertThat(ReadableNumbers.duration(Duration.ofHours(76))).isEqualTo("3 d 04 h");
    assertThat(ReadableNumbers.duration(1e300)).endsWith(" h");
  }
}
