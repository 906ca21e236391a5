package org.kvsweep.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @ParameterizedTest
  @CsvSource({
    "1e-4, 0.0001",
    "0.00125, 0.00125",
    "0, 0",
    "2.0, 2",
    "100, 100",
    "-0.5, -0.5",
    "1e-8, 1e-8",
    "2.5e-7, 2.5e-7",
    "1e9, 1000000000",
    "1e16, 1e16"
  })
  void numbersAreWrittenAsInASweepFile(double number, String text) {
    assertThat(Settings.text(number)).isEqualTo(text);
    assertThat(Double.parseDouble(Settings.text(number))).isEqualTo(number);
  }
}
