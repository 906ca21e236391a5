package org.kvsweep.sweep;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.kvsweep.settings.Conflict;
import org.kvsweep.settings.Key;
import org.kvsweep.sweep.YamlNode.Scalar;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/**
 * All combinations of the values of a sweep file: the first key slowest, the seeds fastest.
 *
 * <p>A key counts only in the cells of tasks that accept it; cells that are equal without it are
 * one.
 */
final class Grid {
  /** Far more than anybody trains, few enough to hold in memory. */
  static final int MAX_TRIALS = 100_000;

  private final TaskCatalog catalog;
  private final List<TaskKeys> tasks;
  private final List<GivenKey> keys;
  private final List<Long> seeds;

  /**
   * @param keys in the order of the file, {@code task.name} among them
   */
  Grid(TaskCatalog catalog, List<TaskKeys> tasks, List<GivenKey> keys, List<Long> seeds) {
    this.catalog = catalog;
    this.tasks = List.copyOf(tasks);
    this.keys = List.copyOf(keys);
    this.seeds = List.copyOf(seeds);
  }

  /** Whether every key has a value, so that its cells are those that were meant. */
  boolean complete() {
    return keys.stream().noneMatch(key -> key.values().isEmpty());
  }

  /** Reports a grid that is too large, else whatever can't stand together in one cell, once. */
  void check(Function<Section, Position> sections, Problems problems) {
    BigInteger size = size();
    if (size.compareTo(BigInteger.valueOf(MAX_TRIALS)) > 0) {
      tooLarge(size, problems);
      return;
    }
    Set<Conflict> reported = new HashSet<>();
    forEachCell(
        (cell, spec) -> {
          for (Conflict conflict : catalog.provider(spec.taskName()).conflicts(spec)) {
            if (reported.add(conflict)) {
              Position position = position(conflict, cell, sections);
              problems.add(position, conflict.section() + "." + conflict.key(), conflict.message());
            }
          }
        });
  }

  /** What varies, in the order of the file. */
  List<Axis> axes() {
    return keys.stream()
        .filter(key -> key.values().size() > 1)
        .map(key -> new Axis(key.section().label(), key.key(), held(key)))
        .toList();
  }

  /** The trials, each once. */
  List<PlannedTrial> trials() {
    List<PlannedTrial> trials = new ArrayList<>();
    forEachCell(
        (cell, spec) -> {
          TrialCost cost = catalog.provider(spec.taskName()).cost(spec);
          for (long seed : seeds) {
            TrialSpec trial = spec.withSeed(seed);
            trials.add(new PlannedTrial(TrialId.of(trial), trial, cost));
          }
        });
    return trials;
  }

  private BigInteger size() {
    BigInteger size = BigInteger.valueOf(seeds.size());
    for (GivenKey key : keys) {
      size = size.multiply(BigInteger.valueOf(key.values().size()));
    }
    return size;
  }

  private void tooLarge(BigInteger size, Problems problems) {
    GivenKey longest =
        keys.stream().max(Comparator.comparingInt(key -> key.values().size())).orElseThrow();
    problems.add(
        longest.position(),
        longest.path(),
        "the lists of this file make %,d trials, each seed counted, expected at most %,d"
            .formatted(size, MAX_TRIALS));
  }

  /** Calls with the chosen value of each key and the complete trial with the first seed. */
  private void forEachCell(BiConsumer<Scalar[], TrialSpec> action) {
    Set<TrialSpec> seen = new HashSet<>();
    int[] choice = new int[keys.size()];
    Scalar[] cell = new Scalar[keys.size()];
    do {
      for (int i = 0; i < choice.length; i++) {
        cell[i] = keys.get(i).values().get(choice[i]);
      }
      TrialSpec spec = spec(cell);
      if (seen.add(spec)) {
        action.accept(cell, spec);
      }
    } while (advance(choice));
  }

  /** Counts up, the last digit fastest; false once all combinations have been seen. */
  private boolean advance(int[] choice) {
    for (int i = choice.length - 1; i >= 0; i--) {
      if (++choice[i] < keys.get(i).values().size()) {
        return true;
      }
      choice[i] = 0;
    }
    return false;
  }

  private TrialSpec spec(Scalar[] cell) {
    TaskKeys task = task(cell);
    Map<Section, Map<String, Object>> given = new EnumMap<>(Section.class);
    for (Section section : Section.values()) {
      given.put(section, new TreeMap<>());
    }
    given.get(Section.TASK).put(TrialSpec.TASK_NAME, task.task());
    for (int i = 0; i < cell.length; i++) {
      GivenKey chosen = keys.get(i);
      Optional<Key> key = task.key(chosen.section(), chosen.key());
      if (key.isPresent()) {
        given.get(chosen.section()).put(chosen.key(), GivenKey.raw(key.get(), cell[i]));
      }
    }
    return catalog.complete(
        given.get(Section.TASK),
        given.get(Section.MODEL),
        given.get(Section.TRAINING),
        seeds.get(0));
  }

  private TaskKeys task(Scalar[] cell) {
    for (int i = 0; i < cell.length; i++) {
      if (isTaskName(keys.get(i))) {
        String name = cell[i].text();
        return tasks.stream().filter(task -> task.task().equals(name)).findFirst().orElseThrow();
      }
    }
    throw new IllegalStateException("Cannot expand a grid: no task");
  }

  private List<Object> held(GivenKey given) {
    if (isTaskName(given)) {
      return given.values().stream().<Object>map(Scalar::text).toList();
    }
    Key key =
        tasks.stream()
            .flatMap(task -> task.key(given.section(), given.key()).stream())
            .findFirst()
            .orElseThrow();
    return given.values().stream().map(value -> key.accept(GivenKey.raw(key, value))).toList();
  }

  private static boolean isTaskName(GivenKey key) {
    return key.section() == Section.TASK && key.key().equals(TrialSpec.TASK_NAME);
  }

  /** Of the value to be changed, or of its section where the file is silent about it. */
  private Position position(
      Conflict conflict, Scalar[] cell, Function<Section, Position> sections) {
    for (int i = 0; i < cell.length; i++) {
      GivenKey key = keys.get(i);
      if (key.section().label().equals(conflict.section()) && key.key().equals(conflict.key())) {
        return cell[i].position();
      }
    }
    return Section.of(conflict.section()).map(sections).orElse(Position.START);
  }
}
