package org.kvsweep.task.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      quoteCharacter = '"',
      value = {
        "Two young, White males.        | Two young , White males .",
        "a man's t-shirt                | a man 's t - shirt",
        "They can't, won’t and DON'T    | They ca n't , wo n't and DO N'T",
        "It's 1,000.50 or 3.            | It 's 1,000.50 or 3 .",
        "'m                             | ' m",
        "They're (not) here             | They 're ( not ) here",
        "a - b -- c                     | a - b - - c",
        "a-b-c's                        | a - b - c 's"
      })
  void cutsEnglish(String sentence, String words) {
    assertThat(Tokenizer.ENGLISH.words(sentence)).containsExactly(words.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "Ein Mann im T-Shirt, geht's?   | Ein Mann im T-Shirt , geht's ?",
        "Männer in „Overalls“           | Männer in „ Overalls “",
        "3,5 Meter. Am 3. Mai           | 3,5 Meter . Am 3 . Mai",
        "schwarz- und weiß              | schwarz - und weiß"
      })
  void cutsGerman(String sentence, String words) {
    assertThat(Tokenizer.GENERAL.words(sentence)).containsExactly(words.strip().split(" "));
  }

  @Test
  void spellingsOfTheSameCharacterAreTheSameWord() {
    assertThat(Tokenizer.GENERAL.words("Ma\u0308nner")).isEqualTo(List.of("M\u00e4nner"));
  }

  @Test
  void anyKindOfSpaceSeparates() {
    assertThat(Tokenizer.GENERAL.words("a\u00a0b\tc\u2028d")).containsExactly("a", "b", "c", "d");
    assertThat(Tokenizer.GENERAL.words(" \u00a0 ")).isEmpty();
  }

  @Test
  void charactersBeyondTheBasicPlaneStayWhole() {
    assertThat(Tokenizer.GENERAL.words("a\ud83d\ude00b")).containsExactly("a", "\ud83d\ude00", "b");
  }

  @Test
  void wordsCanNotLookLikeMarks() {
    assertThat(Tokenizer.ENGLISH.words("<end>")).containsExactly("<", "end", ">");
  }

  @Test
  void theLanguageDecides() {
    assertThat(Tokenizer.of("en")).isEqualTo(Tokenizer.ENGLISH);
    assertThat(Tokenizer.of("EN")).isEqualTo(Tokenizer.ENGLISH);
    assertThat(Tokenizer.of("de")).isEqualTo(Tokenizer.GENERAL);
    assertThat(Tokenizer.of("fr")).isEqualTo(Tokenizer.GENERAL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "A man's t-shirt, isn't it? (Yes.)",
        "Two young, White males are outside near many bushes."
      })
  void writesEnglishAsPeopleDo(String sentence) {
    assertThat(Tokenizer.ENGLISH.sentence(Tokenizer.ENGLISH.words(sentence))).isEqualTo(sentence);
  }

  @Test
  void writesGermanAsPeopleDo() {
    String sentence = "Ein Mann im T-Shirt ruft: „Geht's?“";
    assertThat(Tokenizer.GENERAL.sentence(Tokenizer.GENERAL.words(sentence))).isEqualTo(sentence);
  }

  @Test
  void aWordMayHaveAnyNumberOfParts() {
    String word = "a" + "-a".repeat(100_000);

    assertThat(Tokenizer.GENERAL.words(word + " b")).containsExactly(word, "b");
    assertThat(Tokenizer.ENGLISH.words(word)).hasSize(200_001);
    assertThat(Tokenizer.GENERAL.words("1" + ",1".repeat(100_000))).hasSize(1);
  }

  @Test
  void whatJoinsPartsOfAWordBeginsNone() {
    assertThat(Tokenizer.GENERAL.words("--a 'b ,1 a,b a.1 1.a 1.,2"))
        .containsExactly(
            "-", "-", "a", "'", "b", ",", "1", "a", ",", "b", "a", ".", "1", "1", ".", "a", "1",
            ".", ",", "2");
  }
}
