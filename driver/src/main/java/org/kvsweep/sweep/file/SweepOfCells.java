package org.kvsweep.sweep.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.sweep.file.YamlNode.Sequence;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/**
 * Writes the sweep file that trains given cells and nothing else. Keys that have their defaults are
 * left out; a key with several values is a list, and {@code exclude} leaves out the combinations
 * that are not meant.
 */
public final class SweepOfCells {
  /** What a sweep says beyond its trials. */
  private static final List<String> BESIDE =
      List.of(SweepReader.KEEP, CheckpointsReader.KEY, Section.RESOURCES.label());

  private static final SettingPath TASK = SettingPath.TASK_NAME;

  private final TaskCatalog catalog;
  private final List<TrialSpec> cells;
  private final Set<Long> seeds;
  private final Optional<ComparedKey> compared;

  private SweepOfCells(
      Collection<TrialSpec> trials, Optional<ComparedKey> compared, TaskCatalog catalog) {
    this.catalog = catalog.forReading(); // what has been trained is written again
    this.compared = compared;
    this.cells = trials.stream().map(trial -> trial.withSeed(0)).distinct().toList();
    this.seeds =
        trials.stream()
            .map(TrialSpec::seed)
            .sorted()
            .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * The text of a sweep file of these trials.
   *
   * @param name of the sweep
   * @param description for people
   * @param trials at least one; each cell gets the seeds of all
   * @param compared what they are compared by, if by anything
   * @param like the text of the sweep that they come from, whose keys for models, checkpoints and
   *     resources are taken over; may be empty
   * @throws IllegalArgumentException if no sweep file trains them all and nothing else
   */
  public static String text(
      String name,
      String description,
      Collection<TrialSpec> trials,
      Optional<ComparedKey> compared,
      String like,
      TaskCatalog catalog) {
    SweepOfCells sweep = new SweepOfCells(trials, compared, catalog);
    String text = sweep.places() + YamlText.of(sweep.document(name, description, like));
    sweep.check(text);
    return text;
  }

  private void check(String text) {
    Set<TrialId> meant = new LinkedHashSet<>();
    cells.forEach(cell -> seeds.forEach(seed -> meant.add(TrialId.of(cell.withSeed(seed)))));
    SweepSpec sweep;
    try {
      sweep = SweepFile.parse(text, "the sweep", catalog);
    } catch (SweepFileException wrong) {
      throw new IllegalArgumentException(
          "Cannot write a sweep file of %d cells: no file says just these (%s)"
              .formatted(cells.size(), wrong.problems().get(0)),
          wrong);
    }
    Set<TrialId> written =
        sweep.trials().stream().map(PlannedTrial::id).collect(Collectors.toSet());
    if (!written.equals(meant)) {
      throw new IllegalArgumentException(
          "Cannot write a sweep file of %d cells: no file says just these".formatted(cells.size()));
    }
    if (sweep.compared().filter(key -> pairsTasks(key, sweep)).isPresent()) {
      throw new IllegalArgumentException(
          "Cannot write a sweep file of %d cells: no two sides are in the same task"
              .formatted(cells.size()));
    }
  }

  /** Returns whether the file would compare sides in tasks with different settings. */
  private boolean pairsTasks(ComparedKey key, SweepSpec sweep) {
    Map<TrialSpec, Settings> tasks = new HashMap<>();
    for (PlannedTrial trial : sweep.trials()) {
      Settings task = compared.orElse(key).cell(trial.spec()).task();
      if (!tasks.computeIfAbsent(key.cell(trial.spec()), cell -> task).equals(task)) {
        return true;
      }
    }
    return false;
  }

  /** Returns a comment on files that the sweep names by relative paths; none without such files. */
  private String places() {
    Set<String> files = new LinkedHashSet<>();
    cells.forEach(
        cell ->
            catalog
                .provider(cell.taskName())
                .dataKey(cell)
                .filter(key -> needed(Section.TASK, cell).contains(key))
                .map(key -> cell.task().word(key))
                .filter(file -> !Path.of(file).isAbsolute())
                .ifPresent(files::add));
    return files.isEmpty()
        ? ""
        : YamlText.comment(
            "looked for beside this file, then in the data folder (--data): "
                + String.join(", ", files));
  }

  private Mapping document(String name, String description, String like) {
    List<Entry> entries = new ArrayList<>();
    entries.add(entry(SweepReader.NAME, text(name)));
    entries.add(entry(SweepReader.DESCRIPTION, text(description)));
    Map<SettingPath, Set<Object>> varying = new LinkedHashMap<>();
    for (Section section : Section.values()) {
      Mapping mapping = section(section, varying);
      if (!mapping.entries().isEmpty()) {
        entries.add(entry(section.label(), mapping));
      }
    }
    comparison(varying).ifPresent(said -> entries.add(entry(ComparedKeyReader.PATH, said)));
    entries.add(entry(SweepReader.SEEDS, seeds()));
    List<YamlNode> exclusions = exclusions(varying);
    if (!exclusions.isEmpty()) {
      entries.add(entry(RulesReader.EXCLUDE, new Sequence(Position.START, exclusions)));
    }
    Set<String> said = entries.stream().map(Entry::key).collect(Collectors.toSet());
    YamlReader.read(like, new Problems(""))
        .flatMap(YamlNode::mapping)
        .ifPresent(
            root ->
                BESIDE.stream()
                    .filter(key -> !said.contains(key))
                    .forEach(key -> root.entry(key).ifPresent(entries::add)));
    return new Mapping(Position.START, entries);
  }

  /** What the file has to say on what is compared; nothing where it has just one side. */
  private Optional<YamlNode> comparison(Map<SettingPath, Set<Object>> varying) {
    if (compared.isEmpty() || !varying.containsKey(compared.get().path())) {
      return Optional.empty();
    }
    ComparedKey key = compared.get();
    boolean usual = ComparedKey.attentionOf(cells).filter(key::comparesLike).isPresent();
    List<Entry> said =
        new ArrayList<>(List.of(entry(ComparedKeyReader.KEY, text(key.path().toString()))));
    varying.get(key.path()).stream()
        .filter(value -> Settings.text(value).equals(key.baseline()))
        .forEach(value -> said.add(entry(ComparedKeyReader.BASELINE, scalar(value))));
    return usual ? Optional.empty() : Optional.of(new Mapping(Position.START, said));
  }

  /** The keys of a section, after noting the values of those that vary. */
  private Mapping section(Section section, Map<SettingPath, Set<Object>> varying) {
    Set<String> needed = new LinkedHashSet<>();
    cells.forEach(cell -> needed.addAll(needed(section, cell)));
    List<Entry> entries = new ArrayList<>();
    for (String key : needed) {
      Set<Object> all = new LinkedHashSet<>();
      SettingPath path = section.path(key);
      cells.forEach(cell -> value(cell, path).ifPresent(all::add));
      if (all.size() > 1) {
        varying.put(path, all);
      }
      entries.add(entry(key, list(all)));
    }
    return new Mapping(Position.START, entries);
  }

  /** The keys without which the settings of a cell would be others. */
  private Set<String> needed(Section section, TrialSpec cell) {
    Settings settings = section.of(cell);
    Map<String, Object> given = new LinkedHashMap<>(settings.values());
    Set<String> needed = new LinkedHashSet<>();
    TaskKeys keys = TaskKeys.of(cell.taskName(), catalog);
    if (section == Section.TASK) {
      given.remove(TrialSpec.TASK_NAME);
      needed.add(TrialSpec.TASK_NAME);
    }
    compared
        .filter(key -> key.path().section() == section)
        .filter(key -> given.containsKey(key.key()))
        .ifPresent(key -> needed.add(key.key()));
    Map<String, Object> complete = new LinkedHashMap<>(given);
    for (String key : complete.keySet()) {
      Object value = given.remove(key);
      boolean required =
          keys.key(section.path(key)).filter(known -> known.fallback().isEmpty()).isPresent();
      if (required || !keys.schema(section).complete(given).values().equals(complete)) {
        given.put(key, value);
        needed.add(key);
      }
    }
    return needed;
  }

  private YamlNode seeds() {
    boolean count = seeds.stream().mapToLong(Long::longValue).max().orElse(0) == seeds.size() - 1;
    // A list also of one seed: a number is how many there are, from 0 on.
    return count
        ? scalar((long) seeds.size())
        : new Sequence(Position.START, seeds.stream().<YamlNode>map(SweepOfCells::scalar).toList());
  }

  /** Conditions that leave no cell but the given ones. */
  private List<YamlNode> exclusions(Map<SettingPath, Set<Object>> varying) {
    List<SettingPath> paths = new ArrayList<>(varying.keySet());
    paths.sort(Comparator.comparingInt(this::rank));
    List<YamlNode> exclusions = new ArrayList<>();
    exclude(cells, List.of(), paths, varying, exclusions);
    return exclusions;
  }

  /** What comes first in conditions: the task and its settings, then the side, then the rest. */
  private int rank(SettingPath path) {
    if (path.equals(TASK)) {
      return 0;
    }
    if (compared.filter(key -> key.path().equals(path)).isPresent()) {
      return 2;
    }
    boolean ofTask = path.section() == Section.TASK && !follows(path);
    return ofTask ? 1 : 3;
  }

  private boolean follows(SettingPath path) {
    return compared.filter(key -> key.following().contains(path)).isPresent();
  }

  /**
   * Adds conditions that leave, of all cells for which one holds, only some.
   *
   * @param some of the given cells
   * @param condition that tells them from the other given ones
   * @param paths at which they may differ from what they leave out, and from each other
   */
  private void exclude(
      List<TrialSpec> some,
      List<Entry> condition,
      List<SettingPath> paths,
      Map<SettingPath, Set<Object>> varying,
      List<YamlNode> exclusions) {
    if (paths.isEmpty()) {
      return;
    }
    SettingPath path = paths.get(0);
    Map<Optional<Object>, List<TrialSpec>> parts =
        some.stream()
            .collect(
                Collectors.groupingBy(
                    cell -> value(cell, path), LinkedHashMap::new, Collectors.toList()));
    Set<Object> others = new LinkedHashSet<>(varying.get(path));
    parts.keySet().forEach(own -> own.ifPresent(others::remove));
    if (!others.isEmpty() && others.size() < varying.get(path).size()) {
      exclusions.add(new Mapping(Position.START, with(condition, entry(path, list(others)))));
    }
    List<SettingPath> rest = paths.subList(1, paths.size());
    parts.forEach(
        (own, part) ->
            exclude(
                part,
                parts.size() == 1 || own.isEmpty()
                    ? condition
                    : with(condition, entry(path, scalar(own.get()))),
                rest,
                varying,
                exclusions));
  }

  private static List<Entry> with(List<Entry> condition, Entry more) {
    List<Entry> all = new ArrayList<>(condition);
    all.add(more);
    return all;
  }

  /** The value of a cell at that path, which settings may leave out where it is the default. */
  private Optional<Object> value(TrialSpec cell, SettingPath path) {
    return path.value(cell)
        .or(
            () ->
                TaskKeys.of(cell.taskName(), catalog)
                    .key(path)
                    .filter(key -> key.presence() == Key.Presence.IF_OTHER)
                    .flatMap(Key::fallback));
  }

  private static Entry entry(SettingPath path, YamlNode value) {
    return entry(path.toString(), value);
  }

  private static Entry entry(String key, YamlNode value) {
    return new Entry(Position.START, key, value);
  }

  private static YamlNode list(Set<Object> values) {
    List<YamlNode> scalars = values.stream().<YamlNode>map(SweepOfCells::scalar).toList();
    return scalars.size() == 1 ? scalars.get(0) : new Sequence(Position.START, scalars);
  }

  private static Scalar scalar(Object value) {
    return value instanceof String text
        ? text(text)
        : new Scalar(Position.START, Settings.text(value), value, false);
  }

  private static Scalar text(String text) {
    return Scalar.ofText(Position.START, text);
  }
}
