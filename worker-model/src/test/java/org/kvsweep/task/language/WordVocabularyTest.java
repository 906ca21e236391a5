package org.kvsweep.task.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordVocabularyTest {
  private static final List<List<String>> SENTENCES =
      List.of(List.of("b", "a", "c"), List.of("a", "d", "c"), List.of("a", "b"));

  @Test
  void frequentWordsComeFirstAndRareOnesAreUnknown() {
    WordVocabulary vocabulary = WordVocabulary.of(SENTENCES, 2);
    assertThat(vocabulary.size()).isEqualTo(7);
    assertThat(vocabulary.ids(List.of("a", "b", "c", "d", "e")))
        .containsExactly(2, 4, 5, 6, 0, 0, 3);
  }

  @Test
  void theMarksHaveTheNumbersOfTheReference() {
    WordVocabulary vocabulary = WordVocabulary.of(List.of(), 1);
    assertThat(vocabulary.words(new int[] {0, 1, 2, 3}))
        .containsExactly("<unknown>", "<padding>", "<begin>", "<end>");
  }

  @Test
  void survivesSaving() {
    WordVocabulary vocabulary = WordVocabulary.of(SENTENCES, 1);
    WordVocabulary restored = WordVocabulary.of(vocabulary.bytes());
    assertThat(restored.size()).isEqualTo(8);
    assertThat(restored.words(new int[] {4, 5, 6, 7})).containsExactly("a", "b", "c", "d");
    assertThat(restored.ids(List.of("d"))).containsExactly(2, 7, 3);
    assertThatThrownBy(() -> WordVocabulary.of(new byte[] {'a', (byte) 0xFC}))
        .hasMessageStartingWith("Cannot read the words of a model: expected UTF-8");
  }
}
