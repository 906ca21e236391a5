package org.kvsweep.sweep;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kvsweep.sweep.YamlNode.Scalar;

/** One of a few things that a sweep file chooses from by a word. */
interface Choice {
  /** The word in sweep files. */
  String label();

  /** The choice with that word. */
  static <C extends Enum<C> & Choice> Optional<C> of(Class<C> choices, String label) {
    return Arrays.stream(choices.getEnumConstants())
        .filter(choice -> choice.label().equals(label))
        .findFirst();
  }

  /** The choice whose word stands there; empty where something else does, or nothing (null). */
  static <C extends Enum<C> & Choice> Optional<C> of(Class<C> choices, YamlNode value) {
    return value instanceof Scalar scalar ? of(choices, scalar.text()) : Optional.empty();
  }

  /** All words, as "this or that". */
  static <C extends Enum<C> & Choice> String words(Class<C> choices) {
    return Arrays.stream(choices.getEnumConstants())
        .map(Choice::label)
        .collect(Collectors.joining(" or "));
  }
}
