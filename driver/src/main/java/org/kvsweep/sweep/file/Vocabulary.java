package org.kvsweep.sweep.file;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SettingPath;

/**
 * The keys that a sweep file may use.
 *
 * @param tasks that the file lists; every task there is if it lists none or one that can't be
 *     guessed
 * @param certain false in the latter case: then a key or value is wrong only if it is for all tasks
 */
record Vocabulary(List<TaskKeys> tasks, boolean certain) {
  Vocabulary {
    tasks = List.copyOf(tasks);
  }

  /** The keys of that section that at least one of the tasks accepts. */
  Set<String> names(Section section) {
    Set<String> names = new LinkedHashSet<>();
    for (TaskKeys task : tasks) {
      names.addAll(task.schema(section).names());
    }
    return names;
  }

  /** The tasks that accept that key. */
  List<TaskKeys> accepting(SettingPath path) {
    return tasks.stream().filter(task -> task.key(path).isPresent()).toList();
  }

  /** The section where that key would be right. */
  Optional<Section> home(String key) {
    for (Section section : Section.values()) {
      if (names(section).contains(key)) {
        return Optional.of(section);
      }
    }
    return Optional.empty();
  }

  /** The end of the sentence "unknown key, ...". */
  String advice(String key, Collection<String> expectedHere) {
    Optional<Section> home = home(key);
    if (home.isPresent()) {
      return "unknown key here, it belongs to " + home.get().label();
    }
    return "unknown key, " + meant(key, expectedHere);
  }

  /** Returns "did you mean ...?" or, where nothing is near, all there is. */
  static String meant(String word, Collection<String> expected) {
    return NearestWord.of(word, expected)
        .map(near -> "did you mean " + near + "?")
        .orElseGet(() -> "expected one of " + String.join(", ", expected));
  }
}
