package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.kvsweep.sweep.Dimension;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Resources;
import org.kvsweep.sweep.TuningSpace;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

/** The settings that a sweep file leaves open to one side in one task. */
final class DrawnSpace implements TuningSpace {
  private final TaskCatalog catalog;
  private final List<GivenKey> keys;
  private final List<Optional<Scalar>> fixed;
  private final List<GivenKey> drawn;
  private final Combination combination;
  private final Rules rules;
  private final Function<TrialSpec, PlannedTrial> planned;
  private final String task;
  private final String named;
  private final String side;
  private final TaskKeys accepted;

  /**
   * The settings that are open.
   *
   * @param keys of the file, in its order
   * @param fixed the value of each key here; empty for those that are drawn
   * @param planned makes a trial of a complete spec
   * @param task in words
   * @param named the same with the compared key, where that is one of the task
   * @param side its label
   */
  DrawnSpace(
      TaskCatalog catalog,
      List<GivenKey> keys,
      List<Optional<Scalar>> fixed,
      Combination combination,
      Rules rules,
      Function<TrialSpec, PlannedTrial> planned,
      String task,
      String named,
      String side) {
    this.catalog = catalog;
    this.keys = List.copyOf(keys);
    this.fixed = List.copyOf(fixed);
    this.combination = combination;
    this.rules = rules;
    this.planned = planned;
    this.task = task;
    this.named = named;
    this.side = side;
    List<GivenKey> open = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      if (fixed.get(i).isEmpty()) {
        open.add(keys.get(i));
      }
    }
    this.drawn = List.copyOf(open);
    this.accepted = TaskKeys.of(name(keys, fixed), catalog);
  }

  private static String name(List<GivenKey> keys, List<Optional<Scalar>> fixed) {
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).isTaskName()) {
        return fixed.get(i).orElseThrow().text();
      }
    }
    throw new IllegalStateException("Cannot tune: no task");
  }

  /** The same settings of a side with that label. */
  DrawnSpace of(String label) {
    return new DrawnSpace(catalog, keys, fixed, combination, rules, planned, task, named, label);
  }

  @Override
  public String task() {
    return task;
  }

  @Override
  public String side() {
    return side;
  }

  @Override
  public String name() {
    return named + " " + side;
  }

  @Override
  public List<String> paths() {
    return drawn.stream().map(key -> key.path().toString()).toList();
  }

  @Override
  public List<Dimension> dimensions() {
    return drawn.stream().map(GivenKey::dimension).toList();
  }

  /** The value of each key at a point. */
  List<Scalar> choice(List<Double> point) {
    List<Scalar> choice = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < keys.size(); i++) {
      if (fixed.get(i).isPresent()) {
        choice.add(fixed.get(i).get());
      } else {
        choice.add(keys.get(i).at(point.get(next)));
        next++;
      }
    }
    return choice;
  }

  /** The settings at a point, whether they can be trained or not, with the first seed. */
  TrialSpec spec(List<Scalar> choice) {
    return combination.trial(choice.toArray(new Scalar[0]));
  }

  @Override
  public Optional<Sample> at(List<Double> point) {
    TrialSpec spec = spec(choice(point));
    boolean refused =
        rules.exclusions().stream().anyMatch(exclusion -> exclusion.holds(spec))
            || !Resources.conflicts(spec.resources()).isEmpty()
            || !catalog.conflicts(spec).isEmpty();
    return refused ? Optional.empty() : Optional.of(new Sample(counting(point, spec), spec));
  }

  @Override
  public PlannedTrial planned(Sample sample) {
    return planned.apply(sample.spec());
  }

  /** The point with NaN where a key counts for nothing. */
  private List<Double> counting(List<Double> point, TrialSpec spec) {
    List<Double> counting = new ArrayList<>();
    for (int i = 0; i < point.size(); i++) {
      counting.add(counts(drawn.get(i), spec) ? point.get(i) : Double.NaN);
    }
    return counting;
  }

  /** Returns whether a trial has the value of that key, and not a default. */
  boolean counts(GivenKey key, TrialSpec spec) {
    Map<String, Object> beside = key.section().of(spec).values();
    boolean met =
        accepted
            .need(key.path())
            .filter(need -> !need.value().equals(beside.get(need.key())))
            .isEmpty();
    return met
        && accepted.key(key.path()).isPresent()
        && rules.whens().stream()
            .filter(when -> when.isOf(key))
            .allMatch(when -> when.condition().holds(spec));
  }
}
