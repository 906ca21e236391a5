package org.kvsweep.report.request;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.kvsweep.report.CellAxes;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Schema;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.Resources;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

/** The keys of some trials' tasks, and the values that their settings leave out as the default. */
final class TaskDefaults {
  private final Set<String> names;
  private final TaskCatalog tasks;
  private final Map<SettingPath, Map<String, Implied>> known = new HashMap<>();

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

  /** The keys of a task in that section. */
  Schema schema(String task, Section section) {
    return switch (section) {
      case TASK -> tasks.provider(task).taskSchema(task);
      case MODEL -> tasks.provider(task).modelSchema(task);
      case TRAINING -> tasks.trainingSchema(task);
      case RESOURCES -> Resources.SCHEMA;
    };
  }

  /** The values that settings leave out at that path because they are the default, by task. */
  Map<String, String> at(SettingPath path) {
    Map<String, String> defaults = new HashMap<>();
    implied(path).forEach((task, implied) -> defaults.put(task, implied.value()));
    return defaults;
  }

  private Map<String, Implied> implied(SettingPath path) {
    return known.computeIfAbsent(path, this::lookUp);
  }

  private Map<String, Implied> lookUp(SettingPath path) {
    Map<String, Implied> defaults = new HashMap<>();
    for (String task : names) {
      Schema schema = schema(task, path.section());
      schema
          .key(path.key())
          .filter(key -> key.presence() == Key.Presence.IF_OTHER)
          .flatMap(Key::fallback)
          .ifPresent(
              fallback ->
                  defaults.put(
                      task, new Implied(Settings.text(fallback), schema.need(path.key()))));
    }
    return defaults;
  }

  /** The paths of all keys that settings leave out where they have their default. */
  Set<String> paths() {
    Set<String> paths = new TreeSet<>();
    for (String task : names) {
      for (Section section : Section.values()) {
        schema(task, section).keys().stream()
            .filter(key -> key.presence() == Key.Presence.IF_OTHER)
            .forEach(key -> paths.add(section.path(key.name()).toString()));
      }
    }
    return paths;
  }

  /** The value of that trial at a path, its default filled in; empty where the key has no place. */
  Optional<String> value(TrialSpec trial, String path) {
    return CellAxes.value(trial, path)
        .or(() -> SettingPath.find(path).flatMap(setting -> filledIn(trial, setting)));
  }

  private Optional<String> filledIn(TrialSpec trial, SettingPath path) {
    return Optional.ofNullable(implied(path).get(trial.taskName()))
        .filter(
            implied -> implied.need().map(need -> met(need, trial, path.section())).orElse(true))
        .map(Implied::value);
  }

  private static boolean met(Schema.Need need, TrialSpec trial, Section section) {
    return need.value().equals(section.of(trial).values().get(need.key()));
  }
}
