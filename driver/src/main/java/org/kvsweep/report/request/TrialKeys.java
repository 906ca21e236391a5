package org.kvsweep.report.request;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.kvsweep.report.CellAxes;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.file.NearestWord;
import org.kvsweep.trial.TrialSpec;

/**
 * The keys of trials that tables are filtered and grouped by: paths such as {@code model.depth}, or
 * their last part where no other path ends so.
 */
final class TrialKeys {
  private final Set<String> paths = new TreeSet<>();
  private final Set<String> implied = new TreeSet<>();

  private TrialKeys() {}

  static TrialKeys of(Collection<TrialSpec> trials) {
    TrialKeys keys = new TrialKeys();
    for (Section section : Section.values()) {
      Set<String> names = new TreeSet<>();
      trials.forEach(trial -> names.addAll(section.of(trial).values().keySet()));
      names.forEach(key -> keys.paths.add(section.path(key).toString()));
    }
    return keys;
  }

  /** Adds the seed, which rows can't be made by, to these keys. */
  TrialKeys withSeed() {
    paths.add(CellAxes.SEED_PATH);
    return this;
  }

  /** Adds keys that trials have without saying so; of equal names, those that are said count. */
  TrialKeys withImplied(Set<String> more) {
    implied.addAll(more);
    return this;
  }

  /**
   * The path that the word stands for; {@code task} alone is its name.
   *
   * @param purpose for the message, for example {@code make rows by}
   * @throws IllegalArgumentException if there is none, or more than one
   */
  String path(String word, String purpose) {
    if (paths.contains(word) || implied.contains(word)) {
      return word;
    }
    if (word.equals("task") && paths.contains(CellAxes.TASK_PATH)) {
      return CellAxes.TASK_PATH;
    }
    List<String> ending = paths.stream().filter(path -> CellAxes.key(path).equals(word)).toList();
    if (ending.size() == 1) {
      return ending.get(0);
    }
    if (ending.isEmpty()) {
      List<String> unsaid =
          implied.stream().filter(path -> CellAxes.key(path).equals(word)).toList();
      if (unsaid.size() == 1) {
        return unsaid.get(0);
      }
    }
    throw new IllegalArgumentException(
        "Cannot %s %s: expected one of %s%s"
            .formatted(
                purpose,
                word,
                String.join(", ", ending.isEmpty() ? paths : ending),
                ending.isEmpty() ? meant(word) : ""));
  }

  private String meant(String word) {
    boolean whole = word.contains(".");
    List<String> candidates =
        paths.stream().map(path -> whole ? path : CellAxes.key(path)).distinct().toList();
    return NearestWord.question(word, candidates);
  }
}
