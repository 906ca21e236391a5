package org.kvsweep.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountTest {

  @Test
  void oneIsNoPlural() {
    assertThat(Count.of(1, "trial")).isEqualTo("1 trial");
    assertThat(Count.of(0, "trial")).isEqualTo("0 trials");
    assertThat(Count.of(1_234, "trial")).isEqualTo("1,234 trials");
  }

  @Test
  void wordsGoWithTheNumber() {
    assertThat(Count.noun(1, "trial")).isEqualTo("trial");
    assertThat(Count.noun(0, "trial")).isEqualTo("trials");
    assertThat(Count.word(1, "is", "are")).isEqualTo("is");
    assertThat(Count.word(2, "is", "are")).isEqualTo("are");
  }
}
