package org.kvsweep.sweep.file;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kvsweep.sweep.Section;
import org.kvsweep.trial.TrialSpec;

/** A key that is named with its section, as {@code model.depth}. */
record KeyName(Section section, String key) {
  String path() {
    return section.path(key);
  }

  boolean isOf(GivenKey given) {
    return given.section() == section && given.key().equals(key);
  }

  boolean isTaskName() {
    return section == Section.TASK && key.equals(TrialSpec.TASK_NAME);
  }

  /** The key of that path; reports what names none. */
  static Optional<KeyName> read(
      String path, Position position, String shownPath, Vocabulary vocabulary, Problems problems) {
    for (Section section : Section.values()) {
      for (String key : names(section, vocabulary)) {
        if (section.path(key).equals(path)) {
          return Optional.of(new KeyName(section, key));
        }
      }
    }
    problems.add(position, shownPath, advice(path, vocabulary));
    return Optional.empty();
  }

  private static String advice(String path, Vocabulary vocabulary) {
    Set<String> known = new TreeSet<>();
    for (Section section : Section.values()) {
      names(section, vocabulary).forEach(key -> known.add(section.path(key)));
    }
    return vocabulary
        .home(path)
        .map(section -> "expected the key with its section, " + section.path(path))
        .orElseGet(() -> "unknown key, " + Vocabulary.meant(path, known));
  }

  private static Set<String> names(Section section, Vocabulary vocabulary) {
    Set<String> names = new LinkedHashSet<>(vocabulary.names(section));
    if (section == Section.TASK) {
      names.add(TrialSpec.TASK_NAME);
    }
    return names;
  }
}
