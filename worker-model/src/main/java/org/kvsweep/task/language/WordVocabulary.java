package org.kvsweep.task.language;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kvsweep.model.Translator;
import org.kvsweep.task.data.Utf8Text;

/**
 * The words that a model knows: four marks, then what comes up often enough in the training text,
 * most frequent first, of equally frequent ones the first in the order of their characters.
 */
final class WordVocabulary {
  /** The number of every word that is not known. */
  static final int UNKNOWN = 0;

  /** Fills up shorter sentences of a batch. */
  static final int PADDING = Translator.PADDING;

  static final int BEGIN = 2;
  static final int END = 3;

  /** Names of words that no tokenizer gives. */
  private static final List<String> MARKS = List.of("<unknown>", "<padding>", "<begin>", "<end>");

  private final List<String> words;
  private final Map<String, Integer> ids = new HashMap<>();

  private WordVocabulary(List<String> words) {
    this.words = List.copyOf(words);
    for (int id = 0; id < words.size(); id++) {
      ids.put(words.get(id), id);
    }
  }

  /**
   * The vocabulary of a training text.
   *
   * @param minFrequency how often a word has to come up
   */
  static WordVocabulary of(List<List<String>> sentences, int minFrequency) {
    Map<String, Integer> counts = new HashMap<>();
    sentences.forEach(words -> words.forEach(word -> counts.merge(word, 1, Integer::sum)));
    List<String> all = new ArrayList<>(MARKS);
    counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= minFrequency)
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(entry -> all.add(entry.getKey()));
    return new WordVocabulary(all);
  }

  /**
   * Returns a sentence with the mark that begins it, and with the one that ends it if it has ended.
   */
  static List<String> marked(List<String> words, boolean ended) {
    List<String> marked = new ArrayList<>(words.size() + 2);
    marked.add(MARKS.get(BEGIN));
    marked.addAll(words);
    if (ended) {
      marked.add(MARKS.get(END));
    }
    return marked;
  }

  /** The vocabulary that {@link #bytes} wrote. */
  static WordVocabulary of(byte[] bytes) {
    return new WordVocabulary(Utf8Text.read(bytes, "the words of a model").lines().toList());
  }

  /** A word a line, in UTF-8. */
  byte[] bytes() {
    return (String.join("\n", words) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  int size() {
    return words.size();
  }

  /** The numbers of words, between {@link #BEGIN} and {@link #END}. */
  int[] ids(List<String> sentence) {
    int[] numbers = new int[sentence.size() + 2];
    numbers[0] = BEGIN;
    for (int i = 0; i < sentence.size(); i++) {
      numbers[i + 1] = ids.getOrDefault(sentence.get(i), UNKNOWN);
    }
    numbers[numbers.length - 1] = END;
    return numbers;
  }

  /** The words of these numbers. */
  List<String> words(int[] numbers) {
    List<String> sentence = new ArrayList<>(numbers.length);
    for (int id : numbers) {
      sentence.add(words.get(id));
    }
    return sentence;
  }
}
