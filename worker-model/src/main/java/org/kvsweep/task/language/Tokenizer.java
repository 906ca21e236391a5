package org.kvsweep.task.language;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts sentences into words by rules alone, so that the same line gives the same words everywhere.
 *
 * <p>A word is a run of letters, marks and digits; an apostrophe or hyphen between two of them
 * belongs to it, and so does a point or comma between two digits. Every other character that is not
 * space is a word by itself. English words are cut further: at hyphens ({@code t-shirt} gives
 * {@code t}, {@code -}, {@code shirt}) and before what was contracted ({@code can't} gives {@code
 * ca}, {@code n't}, and {@code man's} gives {@code man}, {@code 's}). Upper and lower case stay.
 */
enum Tokenizer {
  ENGLISH,
  /** German, and any other language that puts spaces between words. */
  GENERAL;

  private static final String RUN = "[\\p{L}\\p{M}\\p{N}]+";

  /** The first run of a word, as the group, or another character. */
  private static final Pattern START =
      Pattern.compile("(" + RUN + ")|\\S", Pattern.UNICODE_CHARACTER_CLASS);

  /**
   * What makes a word longer by one run. Not repeated in one pattern, which would overflow the
   * stack on a word of some thousand runs.
   */
  private static final Pattern MORE =
      Pattern.compile("(?:['-]|(?<=\\p{N})[.,](?=\\p{N}))" + RUN, Pattern.UNICODE_CHARACTER_CLASS);

  private static final String NOT = "n't";
  private static final List<String> CONTRACTED = List.of("'s", "'m", "'d", "'re", "'ve", "'ll");

  /** Punctuation that follows a word without a space, or precedes one without a space. */
  private static final List<String> CLOSING =
      List.of(".", ",", "!", "?", ";", ":", ")", "]", "}", "%", "“", "”", "'", NOT);

  private static final List<String> OPENING = List.of("(", "[", "{", "„");

  /** The tokenizer for a language, by its two letters. */
  static Tokenizer of(String language) {
    return language.toLowerCase(Locale.ROOT).equals("en") ? ENGLISH : GENERAL;
  }

  /** The words of a sentence. */
  List<String> words(String sentence) {
    String plain = Normalizer.normalize(sentence, Normalizer.Form.NFC).replace('’', '\'');
    List<String> words = new ArrayList<>();
    Matcher start = START.matcher(plain);
    Matcher more = MORE.matcher(plain).useTransparentBounds(true); // it looks behind
    for (int at = 0; start.find(at); ) {
      at = start.end();
      boolean letters = start.start(1) >= 0;
      while (letters && more.region(at, plain.length()).lookingAt()) {
        at = more.end();
      }
      String word = plain.substring(start.start(), at);
      if (this == ENGLISH) {
        cutAtHyphens(word, words);
      } else {
        words.add(word);
      }
    }
    return words;
  }

  private static void cutAtHyphens(String word, List<String> into) {
    int from = 0;
    for (int at = word.indexOf('-'); at > 0; at = word.indexOf('-', from)) {
      cutContraction(word.substring(from, at), into);
      into.add("-");
      from = at + 1;
    }
    cutContraction(word.substring(from), into);
  }

  private static void cutContraction(String word, List<String> into) {
    String lower = word.toLowerCase(Locale.ROOT);
    for (String end : CONTRACTED) {
      if (lower.endsWith(end) && word.length() > end.length()) {
        cut(word, end.length(), into);
        return;
      }
    }
    if (lower.endsWith(NOT) && word.length() > NOT.length()) {
      cut(word, NOT.length(), into);
    } else {
      into.add(word);
    }
  }

  private static void cut(String word, int tail, List<String> into) {
    into.add(word.substring(0, word.length() - tail));
    into.add(word.substring(word.length() - tail));
  }

  /** A sentence of these words as people write it, more or less: for showing, not for measuring. */
  String sentence(List<String> words) {
    StringBuilder sentence = new StringBuilder();
    String before = "";
    for (String word : words) {
      if (!before.isEmpty() && spaced(before, word)) {
        sentence.append(' ');
      }
      sentence.append(word);
      before = word;
    }
    return sentence.toString();
  }

  private boolean spaced(String before, String word) {
    boolean attached = CLOSING.contains(word) || CONTRACTED.contains(word);
    boolean hyphen = this == ENGLISH && (before.equals("-") || word.equals("-"));
    return !attached && !hyphen && !OPENING.contains(before);
  }
}
