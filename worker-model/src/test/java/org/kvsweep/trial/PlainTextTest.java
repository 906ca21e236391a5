package org.kvsweep.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {
  private static final String HOSTILE = "a\u001b[2J\u009b1m\u007f\r\n\tb\u202e\u200d\u2028\ud800c";

  @Test
  void namesAreOneLineWithoutAnythingUnseen() {
    assertThat(PlainText.oneLine(HOSTILE))
        .isEqualTo("a\uFFFD[2J\uFFFD1m\uFFFD\uFFFD\uFFFD\uFFFDb\uFFFD\uFFFD\uFFFD\uFFFDc");
  }

  @Test
  void messagesKeepTheirLines() {
    assertThat(PlainText.lines(HOSTILE))
        .isEqualTo("a\uFFFD[2J\uFFFD1m\uFFFD\uFFFD\n\tb\uFFFD\uFFFD\uFFFD\uFFFDc");
  }

  @Test
  void proseKeepsWhatLanguagesNeed() {
    assertThat(PlainText.prose(HOSTILE))
        .isEqualTo("a\uFFFD[2J\uFFFD1m\uFFFD\uFFFD\n\tb\u202e\u200d\u2028\uFFFDc");
    assertThat(PlainText.prose("Grüße, 你好 👋")).isEqualTo("Grüße, 你好 👋");
  }

  @Test
  void ofLongValuesTheBeginningIsShown() {
    assertThat(PlainText.shown("x\u0007")).isEqualTo("x\uFFFD");
    assertThat(PlainText.shown("\n".repeat(100)))
        .isEqualTo("\uFFFD".repeat(60) + "… (100 characters)");
  }
}
