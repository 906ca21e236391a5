package org.kvsweep.task.language;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The human numbers of the paper: 1 to 9999 in English words, without 8000, one after the other
 * with a point between two.
 */
final class NumberWords {
  static final int LAST = 9_999;

  /** The number that the paper's files lack: it lies between the end of one and the other. */
  static final int MISSING = 8_000;

  static final String BETWEEN = ".";

  private static final List<String> BELOW_TWENTY =
      List.of(
          "one",
          "two",
          "three",
          "four",
          "five",
          "six",
          "seven",
          "eight",
          "nine",
          "ten",
          "eleven",
          "twelve",
          "thirteen",
          "fourteen",
          "fifteen",
          "sixteen",
          "seventeen",
          "eighteen",
          "nineteen");

  private static final List<String> TENS =
      List.of("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety");

  private NumberWords() {}

  /** A number from 1 to 9999. */
  static List<String> words(int number) {
    List<String> words = new ArrayList<>();
    if (number >= 1000) {
      words.add(BELOW_TWENTY.get(number / 1000 - 1));
      words.add("thousand");
    }
    if (number % 1000 >= 100) {
      words.add(BELOW_TWENTY.get(number % 1000 / 100 - 1));
      words.add("hundred");
    }
    int rest = number % 100;
    if (rest >= 20) {
      words.add(TENS.get(rest / 10 - 2));
      rest %= 10;
    }
    if (rest > 0) {
      words.add(BELOW_TWENTY.get(rest - 1));
    }
    return words;
  }

  /** Returns all numbers in words. */
  static List<String> all() {
    List<String> all = new ArrayList<>();
    for (int number = 1; number <= LAST; number++) {
      if (number != MISSING) {
        if (!all.isEmpty()) {
          all.add(BETWEEN);
        }
        all.addAll(words(number));
      }
    }
    return all;
  }

  /** The different words of {@link #all}: the word that has a number among its ids is there. */
  static List<String> vocabulary() {
    return all().stream().distinct().toList();
  }

  /** The words as numbers, in the order in which they first come up. */
  static int[] ids(List<String> words) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    return words.stream().mapToInt(word -> id(ids, word)).toArray();
  }

  private static int id(Map<String, Integer> ids, String word) {
    Integer known = ids.putIfAbsent(word, ids.size());
    return known == null ? ids.size() - 1 : known;
  }
}
