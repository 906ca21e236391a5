package org.kvsweep.sweep.file;

import java.util.Optional;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;

/**
 * A whole number that a mapping may hold.
 *
 * @param section the key of the mapping, for messages
 * @param fallback where the mapping lacks the key; empty if it may not
 */
record WholeNumber(String section, String key, Optional<Long> fallback, long least, long most) {

  /** A number that has to be given. */
  static WholeNumber needed(String section, String key, long least, long most) {
    return new WholeNumber(section, key, Optional.empty(), least, most);
  }

  /** A number that is that one where it is not given. */
  static WholeNumber orElse(long fallback, String section, String key, long least, long most) {
    return new WholeNumber(section, key, Optional.of(fallback), least, most);
  }

  /** The number; empty if there is a problem with it, which is then reported. */
  Optional<Long> read(Mapping mapping, Problems problems) {
    Optional<Entry> entry = mapping.entry(key);
    String expected = "a whole number of at least " + least;
    if (entry.isEmpty()) {
      if (fallback.isEmpty()) {
        problems.add(mapping.position(), section + "." + key, "missing, expected " + expected);
      }
      return fallback;
    }
    YamlNode value = entry.get().value();
    Optional<Long> number = value.whole(least, most);
    if (number.isEmpty()) {
      String limit = most == Long.MAX_VALUE ? "" : " and at most " + most;
      problems.expected(value, section + "." + key, expected + limit);
    }
    return number;
  }
}
