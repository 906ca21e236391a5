package org.kvsweep.export;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.kvsweep.report.CellAxes;
import org.kvsweep.report.SweepResults;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.trial.TrialSpec;

/** The settings in which the trials of a sweep differ, by which people tell them apart. */
public final class SweptSettings {
  private final CellAxes axes;
  private final Set<SettingPath> paths = new LinkedHashSet<>(List.of(SettingPath.TASK_NAME));
  private final boolean tasks;
  private final Optional<ComparedKey> compared;

  /** The settings of sides in which trials of one side differ: those that were tuned. */
  private final List<SettingPath> tuned;

  private final boolean seeds;

  private SweptSettings(SweepResults results) {
    Collection<TrialSpec> trials = results.trials().values();
    axes = CellAxes.of(results);
    compared = results.compared();
    compared.ifPresent(
        key -> {
          paths.add(key.path());
          paths.addAll(key.following());
        });
    trials.forEach(
        spec -> axes.values(spec).keySet().stream().map(SettingPath::of).forEach(paths::add));
    tasks = vary(trials, TrialSpec::taskName);
    seeds = vary(trials, TrialSpec::seed);
    tuned =
        compared.stream()
            .flatMap(key -> key.following().stream().filter(path -> tuned(key, path, trials)))
            .toList();
  }

  /** The settings that differ among all trials of the sweep, ended or not. */
  public static SweptSettings of(SweepResults results) {
    return new SweptSettings(results);
  }

  private static boolean tuned(ComparedKey key, SettingPath path, Collection<TrialSpec> trials) {
    Map<List<String>, Object> values = new HashMap<>();
    return trials.stream()
        .anyMatch(
            spec -> {
              Optional<Object> value = path.value(spec);
              Object other = values.putIfAbsent(List.of(spec.taskName(), key.side(spec)), value);
              return other != null && !other.equals(value);
            });
  }

  private static boolean vary(Collection<TrialSpec> trials, Function<TrialSpec, ?> value) {
    return trials.stream().map(value).distinct().limit(2).count() > 1;
  }

  /**
   * A name for the trial that says only what differs within its task, such as {@code reverse kv-pos
   * length=16 seed=1}. Where nothing differs it is task and side.
   */
  public String name(TrialSpec spec) {
    return name(spec, seeds);
  }

  /** The name of the cell and the side, which seeds share. */
  public String nameWithoutSeed(TrialSpec spec) {
    return name(spec, false);
  }

  private String name(TrialSpec spec, boolean withSeed) {
    List<String> words = new ArrayList<>();
    if (tasks) {
      words.add(spec.taskName());
    }
    compared.filter(key -> key.sides().size() > 1).ifPresent(key -> words.add(key.words(spec)));
    for (SettingPath path : tuned) {
      path.value(spec).ifPresent(value -> words.add(path.key() + "=" + Settings.text(value)));
    }
    axes.values(spec).forEach((path, value) -> words.add(SettingPath.of(path).key() + "=" + value));
    if (withSeed) {
      words.add("seed=" + spec.seed());
    }
    return words.isEmpty()
        ? spec.taskName() + compared.map(key -> " " + key.words(spec)).orElse("")
        : String.join(" ", words);
  }

  /**
   * Returns task, compared key and every setting that differs within any task of the sweep, by path
   * such as {@code model.depth}; not the seed. A setting that the trial lacks is left out.
   */
  public Map<String, Object> values(TrialSpec spec) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (SettingPath path : paths) {
      path.value(spec).ifPresent(value -> values.put(path.toString(), value));
    }
    return values;
  }
}
