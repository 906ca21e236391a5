package org.kvsweep.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One of a closed set that files and people know by a word. */
public interface Labelled {
  /** The word in files and tables. */
  String label();

  /** Returns the one with that word; empty if there is none. */
  static <L extends Enum<L> & Labelled> Optional<L> of(Class<L> set, String label) {
    return Arrays.stream(set.getEnumConstants())
        .filter(one -> one.label().equals(label))
        .findFirst();
  }

  /** Returns all words of the set, in its order. */
  static <L extends Enum<L> & Labelled> List<String> labels(Class<L> set) {
    return Arrays.stream(set.getEnumConstants()).map(Labelled::label).toList();
  }

  /** Returns all words of the set, as "this or that". */
  static <L extends Enum<L> & Labelled> String words(Class<L> set) {
    return String.join(" or ", labels(set));
  }
}
