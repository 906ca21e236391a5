package org.kvsweep.report;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Schema;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.Resources;
import org.kvsweep.sweep.Section;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

/** The keys of some trials' tasks, and the values that their settings leave out as the default. */
final class TaskDefaults {
  private final Set<String> names;
  private final TaskCatalog tasks;
  private final Map<String, Map<String, Implied>> known = new HashMap<>();

  /**
   * A value that settings leave out.
   *
   * @param need what else they have to say for the key to count
   */
  private record Implied(String value, Optional<Schema.Need> need) {}

  /** The defaults of the tasks of those trials that this build knows. */
  TaskDefaults(Collection<TrialSpec> trials, TaskCatalog tasks) {
    this.names =
        trials.stream().map(TrialSpec::taskName).collect(Collectors.toCollection(TreeSet::new));
    this.names.retainAll(tasks.names());
    this.tasks = tasks;
  }

  /** The names of the tasks. */
  Set<String> names() {
    return names;
  }

  /** The keys of a task in the section of that path. */
  Schema schema(String task, String path) {
    return switch (section(path)) {
      case TASK -> tasks.provider(task).taskSchema(task);
      case MODEL -> tasks.provider(task).modelSchema(task);
      case TRAINING -> tasks.trainingSchema(task);
      case RESOURCES -> Resources.SCHEMA;
    };
  }

  static Section section(String path) {
    return Section.of(path.substring(0, path.indexOf('.'))).orElseThrow();
  }

  /** The values that settings leave out at that path because they are the default, by task. */
  Map<String, String> at(String path) {
    Map<String, String> defaults = new HashMap<>();
    implied(path).forEach((task, implied) -> defaults.put(task, implied.value()));
    return defaults;
  }

  private Map<String, Implied> implied(String path) {
    return known.computeIfAbsent(path, this::lookUp);
  }

  private Map<String, Implied> lookUp(String path) {
    Map<String, Implied> defaults = new HashMap<>();
    for (String task : names) {
      Schema schema = schema(task, path);
      schema
          .key(CellAxes.key(path))
          .filter(key -> key.presence() == Key.Presence.IF_OTHER)
          .flatMap(Key::fallback)
          .ifPresent(
              fallback ->
                  defaults.put(
                      task, new Implied(Settings.text(fallback), schema.need(CellAxes.key(path)))));
    }
    return defaults;
  }

  /** The paths of all keys that settings leave out where they have their default. */
  Set<String> paths() {
    Set<String> paths = new TreeSet<>();
    for (String task : names) {
      for (Section section : Section.values()) {
        schema(task, section.path("")).keys().stream()
            .filter(key -> key.presence() == Key.Presence.IF_OTHER)
            .forEach(key -> paths.add(section.path(key.name())));
      }
    }
    return paths;
  }

  /** The value of that trial at a path, its default filled in; empty where the key has no place. */
  Optional<String> value(TrialSpec trial, String path) {
    return CellAxes.value(trial, path)
        .or(() -> path.indexOf('.') < 0 ? Optional.empty() : filledIn(trial, path));
  }

  private Optional<String> filledIn(TrialSpec trial, String path) {
    return Optional.ofNullable(implied(path).get(trial.taskName()))
        .filter(implied -> implied.need().map(need -> met(need, trial, section(path))).orElse(true))
        .map(Implied::value);
  }

  private static boolean met(Schema.Need need, TrialSpec trial, Section section) {
    return need.value().equals(section.of(trial).values().get(need.key()));
  }
}
