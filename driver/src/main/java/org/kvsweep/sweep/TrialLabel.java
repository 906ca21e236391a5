package org.kvsweep.sweep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.kvsweep.settings.Settings;
import org.kvsweep.trial.TrialSpec;

/**
 * Names trials for people: task, side, what else varies in the sweep, and the seed. For example
 * {@code reverse kv-pos length=16 depth=2 seed=1}.
 */
public final class TrialLabel {
  private final List<Axis> axes;
  private final boolean severalTasks;
  private final Optional<ComparedKey> compared;
  private final boolean severalSeeds;

  /** Labels for the trials of that sweep. */
  public TrialLabel(SweepSpec sweep) {
    compared = sweep.compared();
    axes = sweep.axes().stream().filter(axis -> !alwaysSaid(axis)).toList();
    severalTasks = differs(sweep, TrialSpec::taskName);
    severalSeeds =
        sweep.procedure().moreSeeds().isPresent()
            || sweep.procedure().confirmation().isPresent()
            || differs(sweep, TrialSpec::seed);
  }

  /**
   * The label of a trial whose sweep is not known: task, attention where it has one, and seed, such
   * as {@code reverse kv-pos seed=1}.
   */
  public static String ofTrial(TrialSpec spec) {
    List<String> words = new ArrayList<>(List.of(spec.taskName()));
    ComparedKey.attentionOf(List.of(spec)).ifPresent(key -> words.add(key.words(spec)));
    words.add(ofSeed(spec));
    return String.join(" ", words);
  }

  /** The labels of the trials of a sweep, as far as they can be given if it is not known. */
  public static Function<TrialSpec, String> ofTrials(Optional<SweepSpec> sweep) {
    return sweep
        .<Function<TrialSpec, String>>map(known -> new TrialLabel(known)::of)
        .orElse(TrialLabel::ofTrial);
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
    words.addAll(ofAxes(spec));
    return words;
  }

  private String of(TrialSpec spec, boolean seed) {
    List<String> words = new ArrayList<>(List.of(spec.taskName()));
    compared.ifPresent(key -> words.add(key.words(spec)));
    words.addAll(ofAxes(spec));
    if (seed) {
      words.add(ofSeed(spec));
    }
    return String.join(" ", words);
  }

  private static String ofSeed(TrialSpec spec) {
    return "seed=" + spec.seed();
  }

  private List<String> ofAxes(TrialSpec spec) {
    List<String> words = new ArrayList<>();
    for (Axis axis : axes) {
      SettingPath path = axis.path();
      path.value(spec).ifPresent(value -> words.add(path.key() + "=" + Settings.text(value)));
    }
    return words;
  }

  private static boolean differs(SweepSpec sweep, Function<TrialSpec, Object> part) {
    return sweep.trials().stream().map(PlannedTrial::spec).map(part).distinct().limit(2).count()
        > 1;
  }

  private boolean alwaysSaid(Axis axis) {
    return axis.path().equals(SettingPath.TASK_NAME)
        || compared.filter(key -> key.path().equals(axis.path())).isPresent();
  }
}
