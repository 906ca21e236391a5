package org.kvsweep.export;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.kvsweep.report.CellAxes;
import org.kvsweep.report.SweepResults;
import org.kvsweep.settings.Settings;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.TrialSpec;

/** The settings in which the trials of a sweep differ, by which people tell them apart. */
public final class SweptSettings {
  private static final List<String> ALWAYS =
      List.of("task." + TrialSpec.TASK_NAME, "model." + ModelKeys.ATTENTION);

  private final CellAxes axes;
  private final Set<String> paths = new LinkedHashSet<>(ALWAYS);
  private final boolean tasks;
  private final boolean attentions;
  private final boolean seeds;

  private SweptSettings(Collection<TrialSpec> trials, List<String> order) {
    axes = CellAxes.of(trials, order);
    trials.forEach(spec -> paths.addAll(axes.values(spec).keySet()));
    tasks = vary(trials, TrialSpec::taskName);
    attentions = vary(trials, ModelKeys::attentionOf);
    seeds = vary(trials, TrialSpec::seed);
  }

  /** The settings that differ among all trials of the sweep, ended or not. */
  public static SweptSettings of(SweepResults results) {
    return new SweptSettings(results.trials().values(), results.axes());
  }

  private static boolean vary(Collection<TrialSpec> trials, Function<TrialSpec, ?> value) {
    return trials.stream().map(value).distinct().limit(2).count() > 1;
  }

  /**
   * A name for the trial that says only what differs within its task, such as {@code reverse kv-pos
   * length=16 seed=1}. Where nothing differs it is task and attention.
   */
  public String name(TrialSpec spec) {
    return name(spec, seeds);
  }

  /** The name of the cell and the attention, which seeds share. */
  public String nameWithoutSeed(TrialSpec spec) {
    return name(spec, false);
  }

  private String name(TrialSpec spec, boolean withSeed) {
    List<String> words = new ArrayList<>();
    if (tasks) {
      words.add(spec.taskName());
    }
    if (attentions) {
      words.add(ModelKeys.attentionOf(spec).label());
    }
    axes.values(spec)
        .forEach((path, value) -> words.add(path.substring(path.indexOf('.') + 1) + "=" + value));
    if (withSeed) {
      words.add("seed=" + spec.seed());
    }
    return words.isEmpty()
        ? spec.taskName() + " " + ModelKeys.attentionOf(spec).label()
        : String.join(" ", words);
  }

  /**
   * Returns task, attention and every setting that differs within any task of the sweep, by path
   * such as {@code model.depth}; not the seed. A setting that the trial lacks is left out.
   */
  public Map<String, Object> values(TrialSpec spec) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String path : paths) {
      int dot = path.indexOf('.');
      Settings section = spec.sections().getOrDefault(path.substring(0, dot), Settings.NONE);
      Object value = section.values().get(path.substring(dot + 1));
      if (value != null) {
        values.put(path, value);
      }
    }
    return values;
  }
}
