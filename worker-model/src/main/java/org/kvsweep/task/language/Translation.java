package org.kvsweep.task.language;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.model.GreedyDecoder;
import org.kvsweep.trial.LifeSign;

/** Translates sentences in words to sentences in words, with a trained network. */
final class Translation {
  /** As many sentences side by side as are scored together, so that both need the same memory. */
  private static final int BATCH = SentencePairs.SCORED_TOGETHER;

  /**
   * The most scores of attention that one head has in a batch: fewer sentences if they are long.
   */
  private static final long MOST_SCORES = BATCH * 256L * 256L;

  private final GreedyDecoder decoder;
  private final WordVocabulary source;
  private final WordVocabulary target;

  Translation(ComputationGraph network, WordVocabulary source, WordVocabulary target, int longest) {
    this.source = source;
    this.target = target;
    this.decoder =
        new GreedyDecoder(
            network, WordVocabulary.BEGIN, WordVocabulary.END, WordVocabulary.PADDING, longest);
  }

  /**
   * Translates the last words that are known.
   *
   * @throws RuntimeException if the vocabularies are not those of the network
   */
  void checkSizes() {
    decoder.requireTokens(source.size(), target.size());
    decoder.decode(List.of(new int[] {WordVocabulary.BEGIN, source.size() - 1}));
  }

  /**
   * The translations, in the order of the sentences.
   *
   * @param sign is given before each batch of them
   */
  List<List<String>> translate(List<List<String>> sentences, LifeSign sign) {
    List<Integer> byLength =
        IntStream.range(0, sentences.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> sentences.get(i).size()))
            .toList();
    List<List<String>> translated = new ArrayList<>(sentences);
    List<Integer> lengths = byLength.stream().map(i -> sentences.get(i).size()).toList();
    for (int from = 0, to; from < byLength.size(); from = to) {
      sign.give();
      to = endOfBatch(lengths, from);
      List<Integer> batch = byLength.subList(from, to);
      List<int[]> written =
          decoder.decode(batch.stream().map(i -> source.ids(sentences.get(i))).toList());
      for (int row = 0; row < batch.size(); row++) {
        translated.set(batch.get(row), target.words(written.get(row)));
      }
    }
    return translated;
  }

  /** Returns where the batch ends that begins there; sentences follow each other by length. */
  private static int endOfBatch(List<Integer> lengths, int from) {
    int most = Math.min(from + BATCH, lengths.size());
    int to = from + 1;
    while (to < most && scores(to + 1 - from, lengths.get(to)) <= MOST_SCORES) {
      to++;
    }
    return to;
  }

  private static long scores(int sentences, long longest) {
    return sentences * longest * longest;
  }
}
