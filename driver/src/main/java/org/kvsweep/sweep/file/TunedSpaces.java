package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kvsweep.settings.Count;
import org.kvsweep.sweep.Draws;
import org.kvsweep.sweep.EvenSamples;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Resources;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.sweep.Tuning;
import org.kvsweep.sweep.TuningSpace;
import org.kvsweep.sweep.TuningSpace.Sample;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

/**
 * What a sweep file leaves to tuning: a space for each side in each task, and the first samples of
 * each.
 */
final class TunedSpaces {
  private static final double MIDDLE = 0.5;

  private final TaskCatalog catalog;
  private final List<GivenKey> keys;
  private final Rules rules;
  private final Combination combination;
  private final Optional<SettingPath> compared;
  private final Function<TrialSpec, PlannedTrial> planned;
  private final List<Found> found = new ArrayList<>();
  private final Set<List<Object>> known = new HashSet<>();
  private final Set<PlannedTrial> first = new LinkedHashSet<>();

  /** A space and a trial in it, which tells its side. */
  private record Found(DrawnSpace space, TrialSpec example) {}

  /**
   * Finds no space yet.
   *
   * @param keys in the order of the file
   * @param seed of the first trial of each sample
   * @param compared the key whose values are sides; empty if there are none
   * @param planned makes a trial of a complete spec
   */
  TunedSpaces(
      TaskCatalog catalog,
      List<TaskKeys> tasks,
      List<GivenKey> keys,
      long seed,
      Optional<SettingPath> compared,
      Rules rules,
      Function<TrialSpec, PlannedTrial> planned) {
    this.catalog = catalog;
    this.keys = List.copyOf(keys);
    this.rules = rules;
    this.compared = compared;
    this.planned = planned;
    // What it counts is of no use: nobody knows how often a rule will hold.
    this.combination = new Combination(catalog, tasks, keys, seed, new RuleEffects(rules));
  }

  /** The first samples of every space, in its order, each once and with one seed. */
  List<PlannedTrial> first() {
    return List.copyOf(first);
  }

  /**
   * The spaces, in the order of the file.
   *
   * @param side the label of the side of a trial
   */
  List<TuningSpace> spaces(Function<TrialSpec, String> side) {
    return found.stream()
        .<TuningSpace>map(space -> space.space().of(side.apply(space.example())))
        .toList();
  }

  /** Returns whether tuning leaves the key as it is: it tells tasks or sides apart. */
  boolean isFixed(GivenKey key) {
    return key.section() == Section.TASK // else it would choose an easier one
        || isCompared(key);
  }

  private boolean isCompared(GivenKey key) {
    return compared.filter(key.path()::equals).isPresent();
  }

  /**
   * Takes in a combination of task and side; reports if there are too few samples of it.
   *
   * @param choice a value for each key that is fixed
   * @param sections where each section begins
   * @param position of the tuning
   */
  void add(
      Scalar[] choice,
      Tuning tuning,
      Function<Section, Position> sections,
      Position position,
      Problems problems) {
    List<Optional<Scalar>> fixed = fixed(choice);
    DrawnSpace unnamed = space(fixed, "", "");
    List<Cells.Cell> drawn = drawn(unnamed, tuning);
    List<TrialSpec> inside =
        Stream.concat(
                Stream.of(unnamed.spec(middle(unnamed))), drawn.stream().map(Cells.Cell::spec))
            .toList();
    // Rules may give a key of the task its values only with some settings.
    TrialSpec example =
        inside.stream()
            .max(
                Comparator.comparingLong(
                    spec -> ofTask().filter(key -> unnamed.counts(key, spec)).count()))
            .orElseThrow();
    Object side = compared.flatMap(key -> key.value(example)).orElse("");
    // A task that does not have a key is the same with each of its values.
    if (!known.add(
        List.of(inside.stream().map(TrialSpec::task).collect(Collectors.toSet()), side))) {
      return;
    }
    DrawnSpace space =
        space(fixed, label(example, key -> !isCompared(key)), label(example, key -> true));
    CellConflicts conflicts = new CellConflicts(catalog, keys, sections);
    List<Cells.Cell> withoutEffect = withoutEffect(drawn);
    if (!withoutEffect.isEmpty()) {
      conflicts.report(withoutEffect, problems);
      return;
    }
    EvenSamples even = new EvenSamples(tuning, space);
    List<Sample> samples = new ArrayList<>();
    Optional<Sample> next = even.next();
    while (next.isPresent()) {
      samples.add(next.get());
      next = samples.size() < tuning.samples() ? even.next() : Optional.empty();
    }
    if (samples.size() == tuning.samples()) {
      found.add(new Found(space, example));
      samples.subList(0, tuning.startup()).forEach(sample -> first.add(space.planned(sample)));
    } else {
      tooFew(space, samples.size(), tuning, conflicts, position, problems);
    }
  }

  private List<Scalar> middle(DrawnSpace space) {
    return space.choice(Collections.nCopies(keys.size(), MIDDLE));
  }

  /** The value of each key; empty for those that are drawn. */
  private List<Optional<Scalar>> fixed(Scalar[] choice) {
    List<Optional<Scalar>> fixed = new ArrayList<>();
    for (int i = 0; i < choice.length; i++) {
      GivenKey key = keys.get(i);
      Optional<Scalar> alone = key.varies() ? Optional.empty() : Optional.of(key.values().get(0));
      fixed.add(isFixed(key) ? Optional.of(choice[i]) : alone);
    }
    return fixed;
  }

  /** The keys that make tasks. */
  private Stream<GivenKey> ofTask() {
    return keys.stream().filter(key -> key.section() == Section.TASK && key.varies());
  }

  /** The task of a trial in words, with those keys that are asked for. */
  private String label(TrialSpec example, Predicate<GivenKey> asked) {
    return TrialLabel.ofTask(example, ofTask().filter(asked).map(key -> key.path().key()).toList());
  }

  private DrawnSpace space(List<Optional<Scalar>> fixed, String task, String named) {
    return new DrawnSpace(catalog, keys, fixed, combination, rules, planned, task, named, "");
  }

  /** What is drawn at as many points as there are samples, whether it can be trained or not. */
  private static List<Cells.Cell> drawn(DrawnSpace space, Tuning tuning) {
    Draws points = tuning.points(space.paths());
    return Stream.generate(() -> space.choice(Arrays.stream(points.next()).boxed().toList()))
        .limit(tuning.samples())
        .map(choice -> new Cells.Cell(choice, space.spec(choice)))
        .toList();
  }

  /**
   * Returns choices in which a key has no effect. Samples leave them out, so that a schedule, say,
   * would never be tried.
   */
  private List<Cells.Cell> withoutEffect(List<Cells.Cell> drawn) {
    return drawn.stream()
        .filter(cell -> !catalog.withoutEffect(cell.spec()).isEmpty())
        .filter(cell -> catalog.conflicts(cell.spec()).equals(catalog.withoutEffect(cell.spec())))
        .filter(cell -> !excluded(cell.spec()))
        .toList();
  }

  private boolean excluded(TrialSpec spec) {
    return rules.exclusions().stream().anyMatch(rule -> rule.holds(spec));
  }

  private void tooFew(
      DrawnSpace space,
      int samples,
      Tuning tuning,
      CellConflicts conflicts,
      Position position,
      Problems problems) {
    List<Scalar> choice = middle(space);
    TrialSpec example = space.spec(choice);
    if (samples == 0 && excluded(example)) {
      return; // the file does not want it
    }
    conflicts.report(List.of(new Cells.Cell(choice, example)), problems);
    boolean impossible =
        !Resources.conflicts(example.resources()).isEmpty()
            || !catalog.conflicts(example).isEmpty();
    if (!impossible) {
      problems.add(
          position,
          TuningReader.PATH,
          "expected %s of %s, got %,d different ones: ask for fewer, or widen what is drawn from"
              .formatted(Count.of(tuning.samples(), "sample"), space.task(), samples));
    }
  }
}
