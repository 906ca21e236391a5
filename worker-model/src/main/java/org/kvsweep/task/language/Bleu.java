package org.kvsweep.task.language;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * BLEU-4 of a corpus: Papineni et al. (2002), "BLEU: a Method for Automatic Evaluation of Machine
 * Translation", with one reference a sentence.
 *
 * <p>The geometric mean of the precisions of runs of 1 to 4 words, each counted at most as often as
 * in the reference and added up over all sentences before dividing, times e^(1 - r/c) where the
 * translations, c words long, are shorter than the references, r words. Without smoothing: no
 * common run of four words at all gives 0. From 0 to 1; a hundredth of what sacreBLEU prints for
 * the same words. A translation shorter than a run adds none of that length. NLTK's {@code
 * corpus_bleu} counts one there, which nothing matches, and so prints less where translations have
 * fewer than four words; otherwise it prints the same.
 */
final class Bleu {
  private static final int LONGEST = 4;

  private final long[] matches = new long[LONGEST];
  private final long[] totals = new long[LONGEST];
  private long translated;
  private long expected;

  /** Adds a sentence. */
  void add(List<String> translation, List<String> reference) {
    translated += translation.size();
    expected += reference.size();
    for (int length = 1; length <= LONGEST; length++) {
      Map<List<String>, Integer> there = runs(reference, length);
      for (Map.Entry<List<String>, Integer> run : runs(translation, length).entrySet()) {
        matches[length - 1] += Math.min(run.getValue(), there.getOrDefault(run.getKey(), 0));
        totals[length - 1] += run.getValue();
      }
    }
  }

  private static Map<List<String>, Integer> runs(List<String> words, int length) {
    Map<List<String>, Integer> runs = new HashMap<>();
    for (int from = 0; from + length <= words.size(); from++) {
      runs.merge(words.subList(from, from + length), 1, Integer::sum);
    }
    return runs;
  }

  /** The score of all sentences added; 0 without any. */
  double score() {
    double logarithms = 0;
    for (int i = 0; i < LONGEST; i++) {
      if (matches[i] == 0) {
        return 0;
      }
      logarithms += Math.log((double) matches[i] / totals[i]);
    }
    double brevity = translated >= expected ? 1 : Math.exp(1 - (double) expected / translated);
    return brevity * Math.exp(logarithms / LONGEST);
  }
}
