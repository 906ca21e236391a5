package org.kvsweep.sweep.file;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kvsweep.settings.Key;
import org.kvsweep.sweep.Resources;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

/**
 * Makes a complete trial from one value for each key of a sweep file. A key counts only for a task
 * that accepts it and where its {@code when} holds; it has its default elsewhere.
 */
final class Combination {
  private final TaskCatalog catalog;
  private final List<TaskKeys> tasks;
  private final List<GivenKey> keys;
  private final long seed;
  private final RuleEffects effects;

  /**
   * Combines values of these keys; all trials have the seed. {@code effects} counts what rules do.
   */
  Combination(
      TaskCatalog catalog,
      List<TaskKeys> tasks,
      List<GivenKey> keys,
      long seed,
      RuleEffects effects) {
    this.catalog = catalog;
    this.tasks = tasks;
    this.keys = keys;
    this.seed = seed;
    this.effects = effects;
  }

  /**
   * @param choice a value for each key
   */
  TrialSpec trial(Scalar[] choice) {
    TaskKeys task = task(choice);
    Map<Section, Map<String, Object>> given = new EnumMap<>(Section.class);
    for (Section section : Section.values()) {
      given.put(section, new TreeMap<>());
    }
    given.get(Section.TASK).put(TrialSpec.TASK_NAME, task.task());
    List<Rules.When> whens = effects.rules().whens();
    for (int i = 0; i < choice.length; i++) {
      GivenKey key = keys.get(i);
      if (whens.stream().noneMatch(when -> when.isOf(key))) {
        put(given, task, key, choice[i]);
      }
    }
    TrialSpec spec = complete(given);
    for (Rules.When when : whens) {
      if (effects.holds(when, spec)) {
        int place = indexOf(when);
        put(given, task, keys.get(place), choice[place]);
        spec = complete(given);
      }
    }
    return spec;
  }

  private static void put(
      Map<Section, Map<String, Object>> given, TaskKeys task, GivenKey chosen, Scalar value) {
    Optional<Key> key = task.key(chosen.path());
    if (key.isPresent()) {
      given.get(chosen.section()).put(chosen.path().key(), GivenKey.raw(key.get(), value));
    }
  }

  private TrialSpec complete(Map<Section, Map<String, Object>> given) {
    return catalog
        .complete(
            given.get(Section.TASK), given.get(Section.MODEL), given.get(Section.TRAINING), seed)
        .withResources(Resources.SCHEMA.complete(given.get(Section.RESOURCES)));
  }

  private int indexOf(Rules.When when) {
    for (int i = 0; i < keys.size(); i++) {
      if (when.isOf(keys.get(i))) {
        return i;
      }
    }
    throw new IllegalStateException("Cannot expand a sweep: no key " + when.path());
  }

  private TaskKeys task(Scalar[] choice) {
    for (int i = 0; i < choice.length; i++) {
      if (keys.get(i).isTaskName()) {
        String name = choice[i].text();
        return tasks.stream().filter(task -> task.task().equals(name)).findFirst().orElseThrow();
      }
    }
    throw new IllegalStateException("Cannot expand a sweep: no task");
  }
}
