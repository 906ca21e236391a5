package org.kvsweep.sweep;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** One of a few things that a sweep file chooses from by a word. */
public interface Choice {
  /** The word in sweep files. */
  String label();

  /** The choice with that word. */
  static <C extends Enum<C> & Choice> Optional<C> of(Class<C> choices, String label) {
    return Arrays.stream(choices.getEnumConstants())
        .filter(choice -> choice.label().equals(label))
        .findFirst();
  }

  /** Returns all words, as "this or that". */
  static <C extends Enum<C> & Choice> String words(Class<C> choices) {
    return Arrays.stream(choices.getEnumConstants())
        .map(Choice::label)
        .collect(Collectors.joining(" or "));
  }
}
