package org.kvsweep.sweep.file;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.trial.TrialSpec;

/** Reads keys that a sweep file names with their section, as {@code model.depth}. */
record SettingPathReader(Vocabulary vocabulary, Problems problems) {

  /**
   * The path in that text; reports what names no key.
   *
   * @param shownPath of the place that names it, for the message
   */
  Optional<SettingPath> read(String text, Position position, String shownPath) {
    Optional<SettingPath> path =
        SettingPath.find(text).filter(found -> names(found.section()).contains(found.key()));
    if (path.isEmpty()) {
      problems.add(position, shownPath, advice(text));
    }
    return path;
  }

  private String advice(String text) {
    Set<String> known = new TreeSet<>();
    for (Section section : Section.values()) {
      names(section).forEach(key -> known.add(section.path(key).toString()));
    }
    return vocabulary
        .home(text)
        .map(section -> "expected the key with its section, " + section.path(text))
        .orElseGet(() -> "unknown key, " + Vocabulary.meant(text, known));
  }

  private Set<String> names(Section section) {
    Set<String> names = new LinkedHashSet<>(vocabulary.names(section));
    if (section == Section.TASK) {
      names.add(TrialSpec.TASK_NAME);
    }
    return names;
  }
}
