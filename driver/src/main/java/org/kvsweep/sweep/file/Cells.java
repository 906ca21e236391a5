package org.kvsweep.sweep.file;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.kvsweep.settings.Count;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.Axis;
import org.kvsweep.sweep.Draws;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Resources;
import org.kvsweep.sweep.Search;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.Tuning;
import org.kvsweep.sweep.TuningSpace;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/**
 * The cells of a sweep file. A grid has all combinations of its values, the first key slowest; any
 * other search draws the values of all keys but the task and the compared one, and combines each
 * sample with all of these, so that what is compared has everything else in common.
 *
 * <p>A key counts only in the cells of tasks that accept it and where its {@code when} holds; cells
 * that are equal without it are one.
 */
final class Cells {
  /**
   * The most trials: as many as were simulated, on 1,000 executors for hours. A driver with 8 GB of
   * heap holds them and goes on with them within a minute or two; ten times as many would want a
   * heap that few give a driver, and a report that takes ten minutes.
   */
  static final int MAX_TRIALS = 1_000_000;

  /**
   * The most seeds, and the most samples and seeds of tuning, whose cost grows with their square.
   */
  static final int MAX_COUNT = 100_000;

  // A sample that is no new cell is drawn again; that often in all, for each sample, and no more.
  private static final int DRAWS_PER_SAMPLE = 100;

  private final TaskCatalog catalog;
  private final List<TaskKeys> tasks;
  private final List<GivenKey> keys;
  private final List<Long> seeds;
  private final Search search;
  private final Optional<Tuning> tuning;
  private final TunedSpaces spaces;
  private final Optional<SettingPath> compared;
  private final RuleEffects effects;
  private final Combination combination;

  /** A combination: the chosen value of each key, and the complete trial with the first seed. */
  record Cell(List<Scalar> choice, TrialSpec spec) {}

  private final List<Cell> cells = new ArrayList<>();
  private final Set<TrialSpec> seen = new HashSet<>();

  /**
   * @param keys in the order of the file, {@code task.name} among them
   * @param tuning in place of a search; empty if all cells are found here
   * @param compared the key whose values are compared; empty if none is
   */
  Cells(
      TaskCatalog catalog,
      List<TaskKeys> tasks,
      List<GivenKey> keys,
      List<Long> seeds,
      Search search,
      Optional<Tuning> tuning,
      Optional<SettingPath> compared,
      Rules rules) {
    this.catalog = catalog;
    this.tasks = List.copyOf(tasks);
    this.keys = List.copyOf(keys);
    this.seeds = List.copyOf(seeds);
    this.search = search;
    this.tuning = tuning;
    this.compared = compared;
    this.effects = new RuleEffects(rules);
    long seed = this.seeds.get(0);
    this.combination = new Combination(catalog, this.tasks, this.keys, seed, effects);
    this.spaces =
        new TunedSpaces(catalog, this.tasks, this.keys, seed, compared, rules, this::planned);
  }

  /** Returns whether every key has a value, so that the cells are complete. */
  boolean complete() {
    return keys.stream().noneMatch(key -> key.values().isEmpty() && key.range().isEmpty());
  }

  /**
   * Finds the cells. Reports if there are too many or none, rules without effect, and, once, values
   * that can't stand together in one cell.
   */
  void find(Function<Section, Position> sections, Position searchPosition, Problems problems) {
    BigInteger size = size();
    if (size.compareTo(BigInteger.valueOf(MAX_TRIALS)) > 0) {
      tooLarge(size, problems);
      return;
    }
    if (tuning.isPresent()) {
      tune(tuning.get(), sections, searchPosition, problems);
    } else if (search.draws()) {
      sample(searchPosition, problems);
    } else {
      combinations(new Scalar[keys.size()], key -> true, this::consider);
      effects.withoutEffect(problems);
    }
    List<Condition> exclusions = effects.rules().exclusions();
    if (cells.isEmpty() && !exclusions.isEmpty()) {
      problems.add(exclusions.get(0).position(), RulesReader.EXCLUDE, "leaves out all cells");
    }
    new CellConflicts(catalog, keys, sections).report(cells, problems);
  }

  /** Returns the axes, in the order of the file. */
  List<Axis> axes() {
    return keys.stream()
        .filter(GivenKey::varies)
        .map(key -> new Axis(key.path(), valuesOf(key)))
        .toList();
  }

  /** The trials of the cells that were found, each once, the seeds fastest. */
  List<PlannedTrial> trials() {
    Stream<PlannedTrial> first =
        tuning.isPresent()
            ? spaces.first().stream()
            : cells.stream().map(cell -> planned(cell.spec()));
    return first.flatMap(trial -> seeds.stream().map(trial::withSeed)).toList();
  }

  private PlannedTrial planned(TrialSpec spec) {
    TrialCost cost = catalog.provider(spec.taskName()).cost(spec);
    TrialSpec trial = spec.withResources(compared(spec.resources()));
    return new PlannedTrial(TrialId.of(trial), trial, cost, Resources.of(spec.resources()));
  }

  /**
   * The settings that are tuned, for each side in each task.
   *
   * @param side the label of the side of a trial
   */
  List<TuningSpace> spaces(Function<TrialSpec, String> side) {
    return spaces.spaces(side);
  }

  /** The paths of the keys that are drawn, or vary and are not compared. */
  List<SettingPath> drawnPaths() {
    return drawn().map(GivenKey::path).toList();
  }

  /**
   * Returns the resources that tell trials apart: those that all trials have, or have by a rule,
   * change no numbers.
   */
  private Settings compared(Settings resources) {
    Map<String, Object> compared = new TreeMap<>(resources.values());
    keys.stream()
        .filter(key -> key.section() == Section.RESOURCES && !key.varies())
        .forEach(key -> compared.remove(key.path().key()));
    return new Settings(compared);
  }

  /** Returns notes for people on what was done beyond combining lists, one sentence each. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (search.draws()) {
      notes.add(
          "%s, drawn %s with seed %d, each in every %sseed: %s."
              .formatted(
                  Count.of(search.samples(), "sample"),
                  search.method().how(),
                  search.seed(),
                  compared.map(key -> key.key() + " and ").orElse(""),
                  drawnFrom()));
    }
    if (tuning.isEmpty()) { // else nobody knows how often they will hold
      notes.addAll(effects.notes());
    }
    return notes;
  }

  /** Returns what is drawn from what, in words. */
  String drawnFrom() {
    return String.join("; ", drawn().map(Cells::drawnFrom).toList());
  }

  private static String drawnFrom(GivenKey key) {
    return key.path()
        + " from "
        + key.range()
            .map(Range::description)
            .orElseGet(() -> String.join(", ", key.values().stream().map(Scalar::text).toList()));
  }

  private Stream<GivenKey> drawn() {
    return keys.stream().filter(key -> key.varies() && !combined(key));
  }

  /** Returns whether all values of the key are combined, and none is drawn. */
  private boolean combined(GivenKey key) {
    return tuning.isPresent()
        ? spaces.isFixed(key)
        : key.isTaskName() || compared.filter(key.path()::equals).isPresent();
  }

  private BigInteger size() {
    BigInteger size = BigInteger.valueOf(seeds.size());
    boolean draws = search.draws() || tuning.isPresent();
    if (draws) {
      int samples = tuning.map(Tuning::samples).orElse(search.samples());
      size = size.multiply(BigInteger.valueOf(samples));
    }
    for (GivenKey key : keys) {
      if (!draws || combined(key)) {
        size = size.multiply(BigInteger.valueOf(key.values().size()));
      }
    }
    return size;
  }

  private void tooLarge(BigInteger size, Problems problems) {
    GivenKey longest =
        keys.stream().max(Comparator.comparingInt(key -> key.values().size())).orElseThrow();
    problems.add(
        longest.position(),
        longest.path().toString(),
        "the lists of this file make %,d trials, each seed counted, expected at most %,d"
            .formatted(size, MAX_TRIALS));
  }

  private void sample(Position position, Problems problems) {
    List<GivenKey> drawn = drawn().toList();
    if (drawn.isEmpty()) {
      problems.add(
          position,
          SearchReader.PATH,
          "nothing to draw: give a key beside task.name%s a list or a range"
              .formatted(compared.map(key -> " and " + key).orElse("")));
      return;
    }
    Optional<BigInteger> most = combinationsOf(drawn);
    if (most.filter(all -> all.compareTo(BigInteger.valueOf(search.samples())) < 0).isPresent()) {
      tooFew(position, "at most %,d different ones".formatted(most.get()), problems);
      return;
    }
    Draws draws = search.points(drawn.stream().map(key -> key.path().toString()).toList());
    int samples = 0;
    long tries = 0;
    while (samples < search.samples() && tries < (long) search.samples() * DRAWS_PER_SAMPLE) {
      double[] point = draws.next();
      Scalar[] choice = new Scalar[keys.size()];
      for (int i = 0; i < choice.length; i++) {
        int coordinate = drawn.indexOf(keys.get(i));
        choice[i] = keys.get(i).at(coordinate < 0 ? 0 : point[coordinate]);
      }
      int before = cells.size();
      combinations(choice, this::combined, this::consider);
      samples += cells.size() > before ? 1 : 0;
      tries++;
    }
    if (samples < search.samples()) {
      tooFew(position, "%,d different ones in %,d draws".formatted(samples, tries), problems);
    }
  }

  private void tooFew(Position position, String got, Problems problems) {
    problems.add(
        position,
        SearchReader.PATH,
        "expected %s, got %s: ask for fewer, or widen what is drawn from"
            .formatted(Count.of(search.samples(), "sample"), got));
  }

  /** Returns how many samples differ at most; empty if a key has any number of values. */
  private static Optional<BigInteger> combinationsOf(List<GivenKey> drawn) {
    BigInteger product = BigInteger.ONE;
    for (GivenKey key : drawn) {
      Optional<BigInteger> values = key.count();
      if (values.isEmpty()) {
        return Optional.empty();
      }
      product = product.multiply(values.get());
    }
    return Optional.of(product);
  }

  /** Finds the spaces and, as cells, the first samples of each. */
  private void tune(
      Tuning wanted, Function<Section, Position> sections, Position position, Problems problems) {
    if (drawn().findAny().isEmpty()) {
      problems.add(
          position,
          TuningReader.PATH,
          "nothing to tune: give a key outside of task%s a list or a range"
              .formatted(compared.map(key -> " and other than " + key).orElse("")));
      return;
    }
    combinations(
        new Scalar[keys.size()],
        this::combined,
        choice -> spaces.add(choice, wanted, sections, position, problems));
    // They have no conflict that would be shown at one of their values.
    spaces.first().forEach(trial -> cells.add(new Cell(List.of(), trial.spec())));
  }

  /** Calls with each choice that has all values of those keys, the last key fastest. */
  private void combinations(
      Scalar[] choice, Predicate<GivenKey> combined, Consumer<Scalar[]> action) {
    combinations(choice, 0, combined, action);
  }

  private void combinations(
      Scalar[] choice, int next, Predicate<GivenKey> combined, Consumer<Scalar[]> action) {
    if (next == keys.size()) {
      action.accept(choice);
    } else if (combined.test(keys.get(next))) {
      for (Scalar value : keys.get(next).values()) {
        choice[next] = value;
        combinations(choice, next + 1, combined, action);
      }
    } else {
      combinations(choice, next + 1, combined, action);
    }
  }

  /** Takes the combination in if it is a new cell and not excluded. */
  private void consider(Scalar[] choice) {
    TrialSpec spec = combination.trial(choice);
    if (!seen.add(spec)) {
      return;
    }
    if (!effects.excludes(spec)) {
      cells.add(new Cell(List.of(choice), spec));
    }
  }

  private List<Object> valuesOf(GivenKey given) {
    if (given.isTaskName()) {
      return given.values().stream().<Object>map(Scalar::text).toList();
    }
    if (given.range().isPresent()) {
      return cells.stream()
          .flatMap(cell -> given.path().value(cell.spec()).stream())
          .distinct()
          .sorted(Comparator.comparingDouble(value -> ((Number) value).doubleValue()))
          .toList();
    }
    Key key =
        tasks.stream().flatMap(task -> task.key(given.path()).stream()).findFirst().orElseThrow();
    return given.values().stream().map(value -> key.accept(GivenKey.raw(key, value))).toList();
  }
}
