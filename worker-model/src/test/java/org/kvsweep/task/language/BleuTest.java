package org.kvsweep.task.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The expected numbers are what NLTK 3.10.4 ({@code corpus_bleu([[r.split()] for r in references],
 * [h.split() for h in hypotheses])}) and, divided by 100, sacreBLEU 2.6.0 ({@code
 * corpus_bleu(hypotheses, [references], tokenize="none", smooth_method="none", force=True)}) print.
 * Both agree to the last digits, unless a test says otherwise; the first two sentences are examples
 * of the paper that defines BLEU.
 */
class BleuTest {
  private static final List<String> TRANSLATIONS =
      List.of(
          "It is a guide to action which ensures that the military always obeys the commands of the"
              + " party",
          "It is to insure the troops forever hearing the activity guidebook that party direct",
          "he read the book because he was interested in world history",
          "the the the the the the the",
          "a man in a blue shirt");

  private static final List<String> REFERENCES =
      List.of(
          "It is a guide to action that ensures that the military will forever heed Party commands",
          "It is the guiding principle which guarantees the military forces always being under the"
              + " command of the Party",
          "he was interested in world history because he read the book",
          "the cat is on the mat",
          "a man in a blue shirt is standing on a ladder cleaning a window");

  @ParameterizedTest
  @CsvSource({
    "0 1 2 3 4, 0.34045330529921947",
    "0, 0.41180376356915777",
    "0 1 2, 0.36234915775437415",
    "4, 0.2635971381157267",
    "1 2, 0.30159790676379905",
    "0 4, 0.4159727220369705"
  })
  void agreesWithNltkAndSacreBleu(String lines, double expected) {
    Bleu bleu = new Bleu();
    for (String line : List.of(lines.split(" "))) {
      add(bleu, TRANSLATIONS.get(Integer.parseInt(line)), REFERENCES.get(Integer.parseInt(line)));
    }
    assertThat(bleu.score()).isCloseTo(expected, within(1e-14));
  }

  /** NLTK prints the expected number for sentences with {@code <bos>} and {@code <eos>} in them. */
  @Test
  void marksThatBeginAndEndASentenceCountAsWords() {
    Bleu bleu = new Bleu();
    for (int line = 0; line < REFERENCES.size(); line++) {
      bleu.add(
          WordVocabulary.marked(List.of(TRANSLATIONS.get(line).split(" ")), line != 3),
          WordVocabulary.marked(List.of(REFERENCES.get(line).split(" ")), true));
    }
    assertThat(bleu.score()).isCloseTo(0.34987829311945606, within(1e-14));
  }

  /** NLTK, which counts a run of each length where there is none, prints 0.5717988038486002. */
  @Test
  void agreesWithSacreBleuOnSentencesOfFewerThanFourWords() {
    Bleu bleu = new Bleu();
    add(bleu, "it is a guide to action which ensures", "it is a guide to action that ensures");
    add(bleu, "two dogs run", "two dogs run fast");
    add(bleu, "a cat", "a cat sleeps");
    assertThat(bleu.score()).isCloseTo(0.6430921941969565, within(1e-14));
  }

  private static void add(Bleu bleu, String translation, String reference) {
    bleu.add(List.of(translation.split(" ")), List.of(reference.split(" ")));
  }

  @Test
  void equalSentencesScoreOne() {
    Bleu bleu = new Bleu();
    REFERENCES.forEach(line -> add(bleu, line, line));
    assertThat(bleu.score()).isEqualTo(1);
  }

  @Test
  void noCommonRunOfFourWordsScoresZero() {
    Bleu bleu = new Bleu();
    add(bleu, TRANSLATIONS.get(1), REFERENCES.get(1));
    assertThat(bleu.score()).isZero();
  }

  @Test
  void nothingScoresZero() {
    Bleu bleu = new Bleu();
    assertThat(bleu.score()).isZero();
    bleu.add(List.of(), List.of("a"));
    assertThat(bleu.score()).isZero();
  }

  @Test
  void translationsLongerThanTheirReferencesAreNotPunishedTwice() {
    Bleu bleu = new Bleu();
    add(bleu, "a b c d e f g h", "a b c d");
    // 4/8 · 3/7 · 2/6 · 1/5 and no penalty for brevity.
    assertThat(bleu.score()).isCloseTo(Math.pow(24.0 / 1680, 0.25), within(1e-14));
  }
}
