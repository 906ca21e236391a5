package org.kvsweep.sweep;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.kvsweep.settings.Settings;
import org.kvsweep.trial.TrialSpec;

/** Finds out in which keys the trials of a task differ. */
public final class VaryingKeys {
  private VaryingKeys() {}

  /**
   * The keys of each task in which some of its trials differ, be it that only some have them; the
   * tasks in the order of the trials, the keys in that of their paths.
   */
  public static Map<String, SortedSet<SettingPath>> byTask(Collection<TrialSpec> trials) {
    Map<String, Integer> counts = new HashMap<>();
    trials.forEach(trial -> counts.merge(trial.taskName(), 1, Integer::sum));
    Map<String, SortedSet<SettingPath>> varying = new LinkedHashMap<>();
    occurrences(trials)
        .forEach((task, sections) -> varying.put(task, varying(sections, counts.get(task))));
    return varying;
  }

  private static SortedSet<SettingPath> varying(
      Map<Section, Map<Settings, Integer>> sections, int trials) {
    Map<SettingPath, Set<Object>> values = new HashMap<>();
    Map<SettingPath, Integer> carriers = new HashMap<>();
    sections.forEach(
        (section, alike) ->
            alike.forEach(
                (settings, count) ->
                    settings
                        .values()
                        .forEach(
                            (key, value) -> {
                              SettingPath path = section.path(key);
                              values.computeIfAbsent(path, p -> new HashSet<>()).add(value);
                              carriers.merge(path, count, Integer::sum);
                            })));
    SortedSet<SettingPath> varying = new TreeSet<>(values.keySet());
    varying.removeIf(path -> values.get(path).size() == 1 && carriers.get(path) == trials);
    return varying;
  }

  /**
   * Counts how often the same settings occur, by task and section. Trials share them, so that of a
   * million trials only some thousand settings have to be looked into.
   */
  private static Map<String, Map<Section, Map<Settings, Integer>>> occurrences(
      Collection<TrialSpec> trials) {
    Map<String, Map<Section, Map<Settings, Integer>>> occurrences = new LinkedHashMap<>();
    for (TrialSpec trial : trials) {
      Map<Section, Map<Settings, Integer>> ofTask =
          occurrences.computeIfAbsent(trial.taskName(), task -> new EnumMap<>(Section.class));
      for (Section section : Section.values()) {
        if (!section.of(trial).values().isEmpty()) {
          ofTask
              .computeIfAbsent(section, one -> new IdentityHashMap<>())
              .merge(section.of(trial), 1, Integer::sum);
        }
      }
    }
    return occurrences;
  }
}
