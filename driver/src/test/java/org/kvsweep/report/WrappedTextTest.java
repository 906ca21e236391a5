package org.kvsweep.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrappedTextTest {
  @Test
  void linesEndBetweenWordsAndKeepTheirIndent() {
    assertThat(WrappedText.lines("one two three", 7)).containsExactly("one two", "three");
    assertThat(WrappedText.lines("  one two three", 7))
        .containsExactly("  one", "  two", "  three");
    assertThat(WrappedText.lines("one two", 80)).containsExactly("one two");
    assertThat(WrappedText.lines("", 80)).containsExactly("");
  }

  @Test
  void aPathWiderThanTheLineStaysWhole() {
    assertThat(WrappedText.lines("in results/a-long-name it is", 10))
        .containsExactly("in", "results/a-long-name", "it is");
  }
}
