package org.kvsweep.sweep.file;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.trial.TrialSpec;

/**
 * The trials of a sweep as a compared key divides them into sides.
 *
 * @param keys that the file gives
 * @param name of the compared key
 * @param labels of its values that the file gives, in its order
 * @param baseline that the file asks for; empty where it does not say what is compared, and then it
 *     is the attention
 * @param specs of the trials, at least one
 * @param problem hears why they can't be compared
 */
record ComparedTrials(
    Vocabulary vocabulary,
    List<GivenKey> keys,
    SettingPath name,
    List<String> labels,
    Optional<String> baseline,
    List<TrialSpec> specs,
    Consumer<String> problem) {

  /** The compared key; reports where trials can't be paired. */
  Optional<ComparedKey> compared(Rules rules) {
    if (baseline.isEmpty()) {
      return ComparedKey.attentionOf(specs).map(key -> ordered(key, rules));
    }
    ComparedKey all = of(labels, baseline.get(), followers(Set.of(), rules));
    if (specs.stream().anyMatch(spec -> all.find(spec).isEmpty())) {
      problem.accept(
          "is a key that not all trials have; compare a key that does not depend on others");
      return Optional.empty();
    }
    Set<String> there = specs.stream().map(all::side).collect(Collectors.toSet());
    if (!there.containsAll(all.sides())) {
      problem.accept(
          "has no trial with %s, expected at least one for each value; rules leave them all out"
              .formatted(
                  all.sides().stream()
                      .filter(side -> !there.contains(side))
                      .collect(Collectors.joining(" and "))));
      return Optional.empty();
    }
    Optional<ComparedKey> own = withOwnSettings(all);
    if (own.isPresent()) {
      return own;
    }
    if (!pairs(all)) {
      problem.accept("has no two trials that are equal in all else, so nothing can be paired");
      return Optional.empty();
    }
    if (!all.pairsClearly(specs)) {
      problem.accept(
          "decides by when which values %s has, and a side has several of them in one cell, so no"
                  .formatted(
                      String.join(
                          " and ", all.following().stream().map(SettingPath::toString).toList()))
              + " trial has just one partner; give each side one value of it");
    }
    return Optional.of(all);
  }

  /**
   * The compared key of a sweep that chooses the settings of each side, so that sides have nothing
   * but the task in common.
   *
   * @param chosen the keys whose values it chooses
   */
  Optional<ComparedKey> chosen(Collection<SettingPath> chosen, Rules rules) {
    Set<SettingPath> following = new LinkedHashSet<>(chosen);
    following.addAll(followers(chosen, rules));
    following.removeIf(path -> path.section() == Section.TASK);
    if (baseline.isEmpty()) {
      return ComparedKey.attentionOf(specs)
          .map(
              found -> {
                List<String> ofFile = labels.stream().filter(found.sides()::contains).toList();
                boolean all = ofFile.size() == found.sides().size();
                return of(all ? ofFile : found.sides(), found.baseline(), following);
              });
    }
    ComparedKey key = of(labels, baseline.get(), following);
    if (specs.stream().anyMatch(spec -> key.find(spec).isEmpty())) {
      problem.accept(
          "is a key that not all trials have; compare a key that does not depend on others");
      return Optional.empty();
    }
    return Optional.of(key);
  }

  /** The attention with the order of the file and with what depends on it, where that is clear. */
  private ComparedKey ordered(ComparedKey found, Rules rules) {
    List<String> ofFile = labels.stream().filter(found.sides()::contains).toList();
    List<String> sides = ofFile.size() == found.sides().size() ? ofFile : found.sides();
    ComparedKey whole = of(sides, found.baseline(), followers(Set.of(), rules));
    ComparedKey clear = whole.pairsClearly(specs) ? whole : of(sides, found.baseline(), Set.of());
    return withOwnSettings(clear).orElse(clear);
  }

  /**
   * The comparison of sides that have settings of their own, because rules leave each of them just
   * one value of some keys; empty if they can be paired without, or can't even so.
   */
  private Optional<ComparedKey> withOwnSettings(ComparedKey compared) {
    SideCells cells = SideCells.of(specs, compared);
    if (!cells.paired().isEmpty() && cells.pairedInEachTask()) {
      return Optional.empty();
    }
    Set<SettingPath> own = new LinkedHashSet<>(compared.following());
    keys.stream()
        .filter(GivenKey::varies)
        .filter(key -> !key.isTaskName() && !key.path().equals(name))
        .filter(key -> hasOneValueASide(key, compared))
        .forEach(key -> own.add(key.path()));
    return Optional.of(of(compared.sides(), compared.baseline(), own))
        .filter(key -> pairs(key) && key.pairsClearly(specs));
  }

  /** Returns whether each side has one value of that key in each task and its settings. */
  private boolean hasOneValueASide(GivenKey key, ComparedKey compared) {
    Map<List<Object>, Optional<Object>> values = new HashMap<>();
    for (TrialSpec spec : specs) {
      Object task = key.section() == Section.TASK ? spec.taskName() : spec.task();
      Optional<Object> value = key.path().value(spec);
      Optional<Object> other = values.putIfAbsent(List.of(task, compared.side(spec)), value);
      if (other != null && !other.equals(value)) {
        return false;
      }
    }
    return true;
  }

  private ComparedKey of(List<String> sides, String baseline, Set<SettingPath> following) {
    Map<String, String> defaults = new HashMap<>();
    for (TaskKeys task : vocabulary.tasks()) {
      task.key(name)
          .filter(key -> key.presence() == Key.Presence.IF_OTHER)
          .flatMap(Key::fallback)
          .ifPresent(fallback -> defaults.put(task.task(), Settings.text(fallback)));
    }
    return new ComparedKey(name, sides, baseline, defaults, following);
  }

  /**
   * The keys that have their values only with some values of the compared one.
   *
   * @param chosen keys that are the side's own too, with what depends on them
   */
  private Set<SettingPath> followers(Collection<SettingPath> chosen, Rules rules) {
    Set<SettingPath> followers = new LinkedHashSet<>();
    Predicate<SettingPath> own =
        path -> path.equals(name) || chosen.contains(path) || followers.contains(path);
    for (TaskKeys task : vocabulary.tasks()) {
      for (Section section : Section.values()) {
        for (Key key : task.schema(section).keys()) {
          SettingPath path = section.path(key.name());
          task.need(path)
              .filter(need -> own.test(section.path(need.key())))
              .ifPresent(need -> followers.add(path));
        }
      }
    }
    // Each comes after those that its condition asks for.
    for (Rules.When when : rules.whens()) {
      if (when.condition().clauses().stream().map(Condition.Clause::path).anyMatch(own)) {
        followers.add(when.path());
      }
    }
    return followers;
  }

  /** Returns whether any cell has the baseline and another side. */
  private boolean pairs(ComparedKey compared) {
    return !SideCells.of(specs, compared).paired().isEmpty();
  }

  /**
   * The cells that sides have.
   *
   * @param baselines those of the baseline
   * @param others those of any other side
   */
  private record SideCells(Set<TrialSpec> baselines, Set<TrialSpec> others) {
    private static SideCells of(List<TrialSpec> specs, ComparedKey compared) {
      SideCells cells = new SideCells(new HashSet<>(), new HashSet<>());
      for (TrialSpec spec : specs) {
        boolean baseline = compared.side(spec).equals(compared.baseline());
        (baseline ? cells.baselines : cells.others).add(compared.cell(spec));
      }
      return cells;
    }

    private Set<TrialSpec> paired() {
      return baselines.stream().filter(others::contains).collect(Collectors.toSet());
    }

    /** Returns whether in each task that has the baseline and another side, a cell has both. */
    private boolean pairedInEachTask() {
      Set<Settings> ofBoth = tasks(baselines);
      ofBoth.retainAll(tasks(others));
      return tasks(paired()).containsAll(ofBoth);
    }

    private static Set<Settings> tasks(Set<TrialSpec> cells) {
      return cells.stream().map(TrialSpec::task).collect(Collectors.toCollection(HashSet::new));
    }
  }
}
