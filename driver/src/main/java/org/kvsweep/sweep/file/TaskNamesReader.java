package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

/** Reads {@code task.name}, which decides what every other key may be. */
final class TaskNamesReader {
  private static final String PATH = SettingPath.TASK_NAME.toString();

  private final List<String> known;
  private final Problems problems;

  TaskNamesReader(TaskCatalog catalog, Problems problems) {
    this.known = catalog.names();
    this.problems = problems;
  }

  /** The tasks of the file, misspelt ones as they were meant; empty if any can't be guessed. */
  Optional<GivenKey> read(Mapping root) {
    String label = Section.TASK.label();
    Optional<Entry> section = root.entry(label);
    if (section.isEmpty()) {
      problems.add(Position.START, label, "missing, expected " + example());
      return Optional.empty();
    }
    return problems
        .mapping(section.get().value(), label, "a mapping such as " + example())
        .flatMap(mapping -> read(mapping, section.get().position()));
  }

  private Optional<GivenKey> read(Mapping task, Position section) {
    Optional<Entry> entry = task.entry(TrialSpec.TASK_NAME);
    if (entry.isEmpty()) {
      problems.add(section, PATH, "missing, expected one of " + String.join(", ", known));
      return Optional.empty();
    }
    List<Scalar> given = Values.read(entry.get().value(), PATH, problems);
    List<Scalar> meant = meant(given);
    return meant.isEmpty() || meant.size() < given.size()
        ? Optional.empty()
        : Optional.of(new GivenKey(SettingPath.TASK_NAME, entry.get().position(), meant));
  }

  private List<Scalar> meant(List<Scalar> given) {
    List<Scalar> meant = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Scalar value : given) {
      Optional<String> name = meant(value);
      if (name.isPresent()) {
        if (!seen.add(name.get())) {
          problems.add(value.position(), PATH, "value given twice, got " + value.description());
        }
        meant.add(new Scalar(value.position(), name.get(), name.get(), false));
      }
    }
    return meant;
  }

  private Optional<String> meant(Scalar value) {
    if (known.contains(value.text())) {
      return Optional.of(value.text());
    }
    problems.add(
        value.position(),
        PATH,
        "unknown task "
            + value.description()
            + ", "
            + Vocabulary.meant(value.text(), known)
            + MissingBrackets.hint(value, name -> known.contains(name.text())));
    return NearestWord.of(value.text(), known);
  }

  private String example() {
    return "{name: " + (known.isEmpty() ? "..." : known.get(0)) + "}";
  }
}
