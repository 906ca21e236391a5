package org.kvsweep.task.language;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.kvsweep.task.data.Utf8Text;

/**
 * The characters (code points) that a model knows, in order of their code points. Where a text has
 * others, they all are {@link #UNKNOWN}, which comes last and is learned by no example.
 */
final class CharacterVocabulary {
  /** The Unicode replacement character. */
  static final int UNKNOWN = 0xFFFD;

  private final int[] characters;
  private final Map<Integer, Integer> ids = new HashMap<>();

  private CharacterVocabulary(int[] characters) {
    this.characters = characters;
    for (int id = 0; id < characters.length; id++) {
      ids.put(characters[id], id);
    }
  }

  /**
   * The characters of the training text, and {@link #UNKNOWN} if another text has more.
   *
   * @param training code points
   * @param other code points
   */
  static CharacterVocabulary of(int[] training, int[] other) {
    int[] known = Arrays.stream(training).sorted().distinct().toArray();
    boolean complete = Arrays.stream(other).allMatch(c -> Arrays.binarySearch(known, c) >= 0);
    if (complete || Arrays.binarySearch(known, UNKNOWN) >= 0) {
      return new CharacterVocabulary(known);
    }
    int[] more = Arrays.copyOf(known, known.length + 1);
    more[known.length] = UNKNOWN;
    return new CharacterVocabulary(more);
  }

  /** The vocabulary that {@link #bytes} wrote. */
  static CharacterVocabulary of(byte[] bytes) {
    return new CharacterVocabulary(
        Utf8Text.decode(bytes, "the characters of a model").codePoints().toArray());
  }

  /** All characters, one after the other, in UTF-8. */
  byte[] bytes() {
    return text(IntStream.range(0, size()).toArray()).getBytes(StandardCharsets.UTF_8);
  }

  int size() {
    return characters.length;
  }

  /** The numbers of characters. */
  int[] ids(int[] text) {
    return Arrays.stream(text).map(this::id).toArray();
  }

  /** True for a character that the model has learned. */
  boolean knows(int character) {
    return character != UNKNOWN && ids.containsKey(character);
  }

  /** The number of a character. */
  int id(int character) {
    Integer id = ids.getOrDefault(character, ids.get(UNKNOWN));
    if (id == null) {
      throw new IllegalArgumentException(
          "Cannot use the character %s: the model has not learned it"
              .formatted(Character.toString(character)));
    }
    return id;
  }

  /** The characters of these numbers. */
  String text(int[] numbers) {
    StringBuilder text = new StringBuilder();
    for (int id : numbers) {
      text.appendCodePoint(characters[id]);
    }
    return text.toString();
  }
}
