package org.kvsweep.report;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.VaryingKeys;
import org.kvsweep.trial.TrialSpec;

/**
 * The axes that tell the cells of a task apart. A cell is everything in a spec but the compared
 * key, what follows it, and the seed: what sides are compared in, and what seeds repeat. It is
 * named by the keys that vary within its task.
 */
public final class CellAxes {
  /** The path of the task, as keys of tables have it. */
  public static final String TASK_PATH = SettingPath.TASK_NAME.toString();

  /** What stands for the seed among the paths of keys. */
  public static final String SEED_PATH = "seed";

  private static final String LIMIT = "limit-";

  /** Keys of the training that settings have only where a trial is not trained as usual. */
  private static final List<String> UNUSUAL_TRAINING =
      Stream.concat(
              TrainingKeys.DISTRIBUTION.stream(),
              Stream.of(TrainingKeys.PRECISION, TrialSpec.ENGINE))
          .toList();

  private final Map<String, List<String>> pathsByTask;
  private final Set<String> ofSides;

  private CellAxes(Map<String, List<String>> pathsByTask, Set<String> ofSides) {
    this.pathsByTask = pathsByTask;
    this.ofSides = ofSides;
  }

  /** The axes of the trials in these results. */
  public static CellAxes of(SweepResults results) {
    return of(results.trials().values(), results.axes(), results.compared());
  }

  /**
   * The axes of these trials.
   *
   * @param order paths that come first, in this order
   * @param compared what they are compared by, which is no axis of a cell
   */
  public static CellAxes of(
      Collection<TrialSpec> specs, List<String> order, Optional<ComparedKey> compared) {
    Set<String> ofSides = new HashSet<>();
    compared.ifPresent(
        key -> {
          ofSides.add(key.path().toString());
          key.following().forEach(path -> ofSides.add(path.toString()));
        });
    Map<String, List<String>> paths = new HashMap<>();
    VaryingKeys.byTask(specs)
        .forEach(
            (task, keys) -> {
              List<String> ofTask = keys.stream().map(SettingPath::toString).toList();
              Set<String> varying = new LinkedHashSet<>(order);
              varying.retainAll(ofTask);
              varying.addAll(ofTask);
              varying.remove(TASK_PATH);
              varying.removeAll(ofSides);
              paths.put(task, List.copyOf(varying));
            });
    return new CellAxes(paths, ofSides);
  }

  /** The paths that vary between the cells of that task. */
  List<String> paths(String task) {
    return pathsByTask.getOrDefault(task, List.of());
  }

  /** The values of the cell at all its axes, by path. */
  public Map<String, String> values(TrialSpec spec) {
    return values(spec, paths(spec.taskName()));
  }

  /** The settings of a trial that are the same in all trials of its task, by path. */
  public Map<String, String> fixed(TrialSpec spec) {
    Map<String, String> fixed = new LinkedHashMap<>();
    new TreeMap<>(SettingPath.settings(spec))
        .forEach((path, value) -> fixed.put(path, Settings.text(value)));
    fixed.keySet().removeAll(values(spec).keySet());
    fixed.remove(TASK_PATH);
    fixed.keySet().removeAll(ofSides);
    return fixed;
  }

  /**
   * The values of the cell at those paths; a path that it lacks is left out. How much of its data a
   * trial leaves out, and that several workers or another engine train it, is always among them,
   * varying or not.
   */
  public Map<String, String> values(TrialSpec spec, List<String> paths) {
    Map<String, String> values = new LinkedHashMap<>(alwaysSaid(spec));
    values.keySet().removeAll(ofSides);
    paths.forEach(path -> value(spec, path).ifPresent(value -> values.put(path, value)));
    return values;
  }

  /** The values at those paths and no other; a path that the trial lacks is left out. */
  static Map<String, String> only(TrialSpec spec, Collection<SettingPath> paths) {
    Map<String, String> values = new LinkedHashMap<>();
    for (SettingPath path : paths) {
      path.value(spec).ifPresent(value -> values.put(path.toString(), Settings.text(value)));
    }
    return values;
  }

  /**
   * The keys of the task that begin with {@code limit-} and are not 0, and those of a training that
   * is distributed, in another precision than float, or done by another engine than the default.
   */
  private static Map<String, String> alwaysSaid(TrialSpec spec) {
    Map<String, String> said = new LinkedHashMap<>();
    spec.task()
        .values()
        .forEach(
            (key, value) -> {
              if (key.startsWith(LIMIT) && !value.equals(0L)) {
                said.put(Section.TASK.path(key).toString(), Settings.text(value));
              }
            });
    for (String key : UNUSUAL_TRAINING) {
      SettingPath path = Section.TRAINING.path(key);
      path.value(spec).ifPresent(value -> said.put(path.toString(), Settings.text(value)));
    }
    return said;
  }

  /** Values as one line: {@code length 16, depth 2}. */
  static String label(Map<String, String> values) {
    return values.entrySet().stream()
        .map(entry -> key(entry.getKey()) + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  /** The path without its section. */
  public static String key(String path) {
    return SettingPath.find(path).map(SettingPath::key).orElse(path);
  }

  /** The value at a path such as {@code model.width} or {@code seed}, as tables show it. */
  public static Optional<String> value(TrialSpec spec, String path) {
    if (path.equals(SEED_PATH)) {
      return Optional.of(Long.toString(spec.seed()));
    }
    return SettingPath.find(path).flatMap(setting -> setting.value(spec)).map(Settings::text);
  }
}
