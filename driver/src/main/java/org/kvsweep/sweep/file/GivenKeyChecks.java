package org.kvsweep.sweep.file;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Schema;
import org.kvsweep.sweep.Search;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.file.YamlNode.Mapping;

/** Checks the keys that a sweep file gives against each other and against its tasks. */
record GivenKeyChecks(Mapping root, Vocabulary vocabulary, List<GivenKey> keys, Problems problems) {

  /** Reports ranges that nothing draws from; returns whether there are none. */
  boolean rangesAreDrawnFrom(Optional<Search> search) {
    boolean grid = search.isPresent() && !search.get().draws() && !root.has(TuningReader.PATH);
    List<GivenKey> ranges = keys.stream().filter(key -> grid && key.range().isPresent()).toList();
    for (GivenKey key : ranges) {
      problems.add(
          key.position(),
          key.path().toString(),
          "a grid needs values, got a range; search: {method: random, samples: 20} draws from it");
    }
    return ranges.isEmpty();
  }

  /** Reports keys that count only where another has a value that the file does not give it. */
  void thatCountNowhere() {
    for (GivenKey key : keys) {
      for (TaskKeys task : vocabulary.accepting(key.path())) {
        Optional<Schema.Need> need = task.need(key.path());
        boolean met =
            need.isEmpty()
                || keys.stream()
                    .filter(other -> other.path().equals(key.section().path(need.get().key())))
                    .flatMap(other -> other.values().stream())
                    .anyMatch(value -> value.text().equals(need.get().value()));
        if (!met) {
          problems.add(
              key.position(),
              key.path().toString(),
              "counts only with %s: %s".formatted(need.get().key(), need.get().value()));
        }
      }
    }
  }

  /**
   * Reports keys that a task needs and the file doesn't give, and says whether there are any.
   *
   * @param positions where each section begins
   */
  boolean lackAny(Function<Section, Position> positions) {
    Set<SettingPath> given = keys.stream().map(GivenKey::path).collect(Collectors.toSet());
    boolean missing = false;
    for (TaskKeys task : vocabulary.tasks()) {
      for (Section section : Section.values()) {
        for (Key key : task.schema(section).keys()) {
          SettingPath path = section.path(key.name());
          if (key.fallback().isEmpty()
              && key.presence() == Key.Presence.ALWAYS
              && !given.contains(path)) {
            missing = true;
            problems.add(
                positions.apply(section),
                path.toString(),
                "missing for task " + task.task() + ", expected " + key.expectation());
          }
        }
      }
    }
    return missing;
  }
}
