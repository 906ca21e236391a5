package org.kvsweep.sweep.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
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
    Set<TrialId> written;
    try {
      written =
          SweepFile.parse(text, "the sweep", catalog).trials().stream()
              .map(PlannedTrial::id)
              .collect(Collectors.toSet());
    } catch (SweepFileException wrong) {
      throw new IllegalArgumentException(
          "Cannot write a sweep file of %d cells: no file says just these (%s)"
              .formatted(cells.size(), wrong.problems().get(0)),
          wrong);
    }
    if (!written.equals(meant)) {
      throw new IllegalArgumentException(
          "Cannot write a sweep file of %d cells: no file says just these".formatted(cells.size()));
    }
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
    Set<Object> tasks = varying.getOrDefault(TASK, Set.of());
    Optional<SettingPath> path = compared.map(ComparedKey::path).filter(varying::containsKey);
    List<YamlNode> exclusions = new ArrayList<>();
    for (TrialSpec cell : cells) {
      List<Entry> side = new ArrayList<>();
      if (!tasks.isEmpty()) {
        side.add(entry(TASK, text(cell.taskName())));
      }
      path.ifPresent(key -> side.add(entry(key, scalar(value(cell, key).orElseThrow()))));
      varying.forEach(
          (other, values) ->
              value(cell, other)
                  .filter(own -> !other.equals(TASK) && path.filter(other::equals).isEmpty())
                  .ifPresent(own -> exclusions.add(others(side, other, values, own))));
    }
    path.ifPresent(key -> exclusions.addAll(missingSides(tasks, key, varying.get(key))));
    return exclusions;
  }

  private static Mapping others(
      List<Entry> side, SettingPath path, Set<Object> values, Object own) {
    Set<Object> others = new LinkedHashSet<>(values);
    others.remove(own);
    List<Entry> entries = new ArrayList<>(side);
    entries.add(entry(path, list(others)));
    return new Mapping(Position.START, entries);
  }

  private List<YamlNode> missingSides(Set<Object> tasks, SettingPath path, Set<Object> sides) {
    List<YamlNode> missing = new ArrayList<>();
    for (Object task : tasks) {
      for (Object side : sides) {
        if (cells.stream()
            .noneMatch(
                cell ->
                    cell.taskName().equals(task) && value(cell, path).equals(Optional.of(side)))) {
          missing.add(
              new Mapping(
                  Position.START, List.of(entry(TASK, scalar(task)), entry(path, scalar(side)))));
        }
      }
    }
    return missing;
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
