package org.kvsweep.sweep;

import java.util.List;
import org.kvsweep.settings.Key;
import org.kvsweep.sweep.YamlNode.Scalar;

/**
 * A key of a section and the values that the file gives it, those without a problem only.
 *
 * @param key as it was meant, where it is misspelt
 * @param position of the key
 * @param values distinct, in the order of the file; empty if all had problems
 */
record GivenKey(Section section, String key, Position position, List<Scalar> values) {
  GivenKey {
    values = List.copyOf(values);
  }

  String path() {
    return section.path(key);
  }

  /** The value as {@link Key#accept} wants it: what is to be a word may look like a number. */
  static Object raw(Key key, Scalar scalar) {
    return key.type() == Key.Type.WORD ? scalar.text() : scalar.value();
  }
}
