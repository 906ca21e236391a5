package org.kvsweep.sweep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Function;
import org.kvsweep.settings.Settings;
import org.kvsweep.trial.TrialSpec;

/**
 * Names trials for people: task, side, what else varies in the sweep, and the seed. For example
 * {@code reverse kv-pos length=16 depth=2 seed=1}.
 */
public final class TrialLabel {
  private final List<SettingPath> axes;
  private final Map<String, SortedSet<SettingPath>> others;
  private final boolean severalTasks;
  private final Optional<ComparedKey> compared;
  private final boolean severalSeeds;

  /** Labels for the trials of that sweep. */
  public TrialLabel(SweepSpec sweep) {
    this(
        axes(sweep),
        Map.of(),
        differs(sweep, TrialSpec::taskName),
        sweep.compared(),
        sweep.procedure().moreSeeds().isPresent()
            || sweep.procedure().confirmation().isPresent()
            || differs(sweep, TrialSpec::seed));
  }

  /**
   * Labels that name these keys.
   *
   * @param others more keys, by task
   */
  private TrialLabel(
      List<SettingPath> axes,
      Map<String, SortedSet<SettingPath>> others,
      boolean severalTasks,
      Optional<ComparedKey> compared,
      boolean severalSeeds) {
    this.axes = axes;
    this.others = others;
    this.severalTasks = severalTasks;
    this.compared = compared;
    this.severalSeeds = severalSeeds;
  }

  private static List<SettingPath> axes(SweepSpec sweep) {
    return sweep.axes().stream().map(Axis::path).toList();
  }

  /**
   * The label of a trial of which nothing else is known: task, attention where it has one, and
   * seed, such as {@code reverse kv-pos seed=1}.
   */
  public static String ofTrial(TrialSpec spec) {
    return ofTrials(Optional.empty(), List.of(spec)).apply(spec);
  }

  /**
   * The labels of trials that a results folder has, of its sweep or not. They name what varies in
   * the sweep, and whatever else tells trials of a task apart: its file may have had other keys
   * when they were trained.
   *
   * @param sweep that the folder keeps, if its file can be read
   * @param trials of the folder
   */
  public static Function<TrialSpec, String> ofTrials(
      Optional<SweepSpec> sweep, Collection<TrialSpec> trials) {
    List<TrialSpec> all = new ArrayList<>(trials);
    sweep.ifPresent(known -> known.trials().forEach(planned -> all.add(planned.spec())));
    // What comes from a file may lack the name of its task.
    all.removeIf(spec -> !(SettingPath.TASK_NAME.value(spec).orElse(null) instanceof String));
    Optional<ComparedKey> compared =
        sweep.isPresent()
            ? sweep.get().compared()
            : ComparedKey.attentionOf(
                all.stream()
                    .filter(spec -> ComparedKey.ATTENTION.value(spec).isPresent())
                    .toList());
    return new TrialLabel(
            sweep.map(TrialLabel::axes).orElse(List.of()),
            VaryingKeys.byTask(all),
            true,
            compared,
            true)
        ::of;
  }

  /**
   * The task of a trial in words, such as {@code reverse length=16}.
   *
   * @param keys of its section that vary in the sweep
   */
  public static String ofTask(TrialSpec spec, Collection<String> keys) {
    List<String> words = new ArrayList<>(List.of(spec.taskName()));
    for (String key : keys) {
      Object value = spec.task().values().get(key);
      if (value != null && !key.equals(TrialSpec.TASK_NAME)) {
        words.add(key + "=" + Settings.text(value));
      }
    }
    return String.join(" ", words);
  }

  public String of(TrialSpec spec) {
    return of(spec, true);
  }

  /** The label of the cell, which its seeds share. */
  public String ofCell(TrialSpec spec) {
    return of(spec, false);
  }

  /**
   * The label without what is the same in all trials of the sweep; in full where there is only one.
   */
  public String ofDifferences(TrialSpec spec) {
    List<String> words = cellDifferences(spec);
    if (severalSeeds) {
      words.add(ofSeed(spec));
    }
    return words.isEmpty() ? of(spec) : String.join(" ", words);
  }

  /** The label of the cell, likewise. */
  public String ofCellDifferences(TrialSpec spec) {
    List<String> words = cellDifferences(spec);
    return words.isEmpty() ? ofCell(spec) : String.join(" ", words);
  }

  private List<String> cellDifferences(TrialSpec spec) {
    List<String> words = new ArrayList<>();
    if (severalTasks) {
      words.add(spec.taskName());
    }
    compared.filter(key -> key.sides().size() > 1).ifPresent(key -> words.add(key.words(spec)));
    words.addAll(ofKeys(spec));
    return words;
  }

  private String of(TrialSpec spec, boolean seed) {
    List<String> words = new ArrayList<>(List.of(spec.taskName()));
    compared.filter(key -> key.find(spec).isPresent()).ifPresent(key -> words.add(key.words(spec)));
    words.addAll(ofKeys(spec));
    if (seed) {
      words.add(ofSeed(spec));
    }
    return String.join(" ", words);
  }

  private static String ofSeed(TrialSpec spec) {
    return "seed=" + spec.seed();
  }

  private List<String> ofKeys(TrialSpec spec) {
    Set<SettingPath> keys = new LinkedHashSet<>(axes);
    keys.addAll(others.getOrDefault(spec.taskName(), Collections.emptySortedSet()));
    keys.remove(SettingPath.TASK_NAME);
    compared.ifPresent(key -> keys.remove(key.path()));
    List<String> words = new ArrayList<>();
    for (SettingPath path : keys) {
      path.value(spec).ifPresent(value -> words.add(path.key() + "=" + Settings.text(value)));
    }
    return words;
  }

  private static boolean differs(SweepSpec sweep, Function<TrialSpec, Object> part) {
    return sweep.trials().stream().map(PlannedTrial::spec).map(part).distinct().limit(2).count()
        > 1;
  }
}
