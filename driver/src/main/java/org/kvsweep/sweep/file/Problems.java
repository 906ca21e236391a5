package org.kvsweep.sweep.file;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;

/** Gathers what is wrong with one sweep file, so that all of it is reported together. */
final class Problems {
  private final String file;
  private final SortedSet<Problem> found = new TreeSet<>();

  Problems(String file) {
    this.file = file;
  }

  /** Adds a problem; the same one at the same place counts once. */
  void add(Position position, String path, String message) {
    String place = position.option().isEmpty() ? file : position.option();
    found.add(new Problem(place, position.line(), position.column(), path, message));
  }

  /** Reports that something else was expected, unless what is there has been reported already. */
  void expected(YamlNode got, String path, String expected) {
    expected(got, path, expected, "");
  }

  /**
   * Reports that something else was expected, with a hint, unless what is there has been reported
   * already.
   *
   * @param hint what follows the description of what is there
   */
  void expected(YamlNode got, String path, String expected, String hint) {
    if (!got.reported()) {
      String message = "expected %s, got %s%s".formatted(expected, got.description(), hint);
      add(got.position(), path, message);
    }
  }

  /** The mapping that is there; empty if it is something else, which is then reported. */
  Optional<Mapping> mapping(YamlNode value, String path, String expected) {
    Optional<Mapping> mapping = value.mapping();
    if (mapping.isEmpty()) {
      expected(value, path, expected);
    }
    return mapping;
  }

  /**
   * Reports the keys of a mapping that are none of those.
   *
   * @return true if there are such keys
   */
  boolean unknownKeys(Mapping mapping, String path, List<String> keys) {
    boolean any = false;
    for (Entry entry : mapping.entries()) {
      if (!keys.contains(entry.key())) {
        any = true;
        add(
            entry.position(),
            path + "." + entry.key(),
            DecimalComma.ofKey(entry, mapping)
                .orElseGet(() -> "unknown key, " + Vocabulary.meant(entry.key(), keys)));
      }
    }
    return any;
  }

  /** Returns what is wrong, without the places. */
  List<String> messages() {
    return found.stream().map(Problem::message).toList();
  }

  /** Returns whether something is wrong with what stands at that path. */
  boolean concern(String path) {
    return found.stream().anyMatch(problem -> problem.path().equals(path));
  }

  boolean none() {
    return found.isEmpty();
  }

  /**
   * Ends the reading if anything was found.
   *
   * @throws SweepFileException with all problems, by line
   */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new SweepFileException(found);
    }
  }
}
