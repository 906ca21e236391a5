package org.kvsweep.task.language;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns text into the tokens of a model that writes, and back. */
interface Alphabet {

  /**
   * The tokens of a text; none for an empty one.
   *
   * @throws IllegalArgumentException if there is anything in it that the model has not learned
   */
  int[] tokens(String text);

  /** Returns the number of tokens. */
  int size();

  /** A token as it stands in a text, with what goes before it. */
  String text(int token);

  /** Returns the beginning of a text for which the user gives none. */
  String beginning();

  /** An alphabet of characters. */
  record Characters(CharacterVocabulary vocabulary) implements Alphabet {
    @Override
    public int[] tokens(String text) {
      int[] characters = text.codePoints().toArray();
      Set<String> unknown =
          Arrays.stream(characters)
              .filter(character -> !vocabulary.knows(character))
              .mapToObj(Character::toString)
              .collect(Collectors.toCollection(TreeSet::new));
      if (!unknown.isEmpty()) {
        throw new IllegalArgumentException(
            "Cannot begin a text with characters that the model has not learned: got "
                + String.join(" ", unknown));
      }
      return vocabulary.ids(characters);
    }

    @Override
    public int size() {
      return vocabulary.size();
    }

    @Override
    public String text(int token) {
      return vocabulary.text(new int[] {token});
    }

    /** An empty line, or whatever comes first where a text has no lines. */
    @Override
    public String beginning() {
      return vocabulary.knows('\n') ? "\n" : text(0);
    }
  }

  /** An alphabet of words with spaces between them. */
  record Words(List<String> vocabulary) implements Alphabet {
    private static final Pattern WORD = Pattern.compile("\\S+");

    @Override
    public int[] tokens(String text) {
      return WORD.matcher(text).results().mapToInt(word -> token(word.group())).toArray();
    }

    private int token(String word) {
      int token = vocabulary.indexOf(word);
      if (token < 0) {
        throw new IllegalArgumentException(
            "Cannot begin a text with words that the model has not learned: expected some of %s,"
                    .formatted(String.join(" ", vocabulary))
                + " got "
                + word);
      }
      return token;
    }

    @Override
    public int size() {
      return vocabulary.size();
    }

    @Override
    public String text(int token) {
      return " " + vocabulary.get(token);
    }

    @Override
    public String beginning() {
      return NumberWords.BETWEEN;
    }
  }
}
