package org.kvsweep.task.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CharacterVocabularyTest {

  private static int[] characters(String text) {
    return text.codePoints().toArray();
  }

  @Test
  void knowsTheCharactersOfTheTrainingText() {
    CharacterVocabulary vocabulary = CharacterVocabulary.of(characters("banana"), characters("ab"));
    assertThat(vocabulary.size()).isEqualTo(3);
    assertThat(vocabulary.ids(characters("nab"))).containsExactly(2, 0, 1);
    assertThat(vocabulary.text(new int[] {1, 0, 2})).isEqualTo("ban");
  }

  @Test
  void aCharacterThatOnlyTheOtherTextHasIsUnknown() {
    CharacterVocabulary vocabulary = CharacterVocabulary.of(characters("banana"), characters("ax"));
    assertThat(vocabulary.size()).isEqualTo(4);
    assertThat(vocabulary.ids(characters("xay"))).containsExactly(3, 0, 3);
    assertThat(vocabulary.text(new int[] {3})).isEqualTo("\ufffd");
  }

  @Test
  void withoutAnUnknownCharacterOthersAreRefused() {
    CharacterVocabulary vocabulary = CharacterVocabulary.of(characters("ab"), characters("a"));
    assertThatThrownBy(() -> vocabulary.id('x'))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot use the character x: the model has not learned it");
  }

  @Test
  void whatAnEarlierModelLearnedOfLineEndsIsKept() {
    CharacterVocabulary vocabulary =
        CharacterVocabulary.of(characters("\r\n\uFEFF"), characters("\r"));
    CharacterVocabulary restored = CharacterVocabulary.of(vocabulary.bytes());
    assertThat(restored.text(new int[] {0, 1, 2})).isEqualTo("\n\r\uFEFF");
    assertThatThrownBy(() -> CharacterVocabulary.of(new byte[] {'a', (byte) 0xFC}))
        .hasMessageStartingWith("Cannot read the characters of a model: expected UTF-8");
  }

  @Test
  void survivesSaving() {
    CharacterVocabulary vocabulary =
        CharacterVocabulary.of(characters("a\n\ud83d\ude00ä"), characters("x"));
    CharacterVocabulary restored = CharacterVocabulary.of(vocabulary.bytes());
    assertThat(restored.size()).isEqualTo(5);
    assertThat(restored.text(new int[] {0, 1, 2, 3})).isEqualTo("\naä\ud83d\ude00");
    assertThat(restored.id('y')).isEqualTo(4);
  }
}
