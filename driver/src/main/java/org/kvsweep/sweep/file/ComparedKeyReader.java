package org.kvsweep.sweep.file;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.TrialSpec;

/**
 * Reads {@code compare}: a key, or {@code {key: training.precision, baseline: float}}. Where the
 * file is silent, the attention is compared if every task has one.
 */
final class ComparedKeyReader {
  static final String PATH = "compare";
  static final String KEY = "key";
  static final String BASELINE = "baseline";
  private static final String A_KEY = "a key with several values, such as training.schedule";

  private final Vocabulary vocabulary;
  private final List<GivenKey> keys;
  private final Problems problems;
  private final Optional<Entry> entry;
  private final Optional<KeyName> name;

  /**
   * Reads which key is compared.
   *
   * @param entry of the file; empty if it is silent
   * @param keys that the file gives
   */
  ComparedKeyReader(
      Optional<Entry> entry, Vocabulary vocabulary, List<GivenKey> keys, Problems problems) {
    this.vocabulary = vocabulary;
    this.keys = List.copyOf(keys);
    this.problems = problems;
    this.entry = entry;
    this.name = entry.isPresent() ? named() : attention();
    if (entry.isPresent() && name.isPresent() && tasksHaveIt()) {
      checkValues();
    }
  }

  /** The key whose values every sample of a search has; empty if there is none. */
  Optional<KeyName> name() {
    return name.filter(key -> given().flatMap(GivenKey::range).isEmpty());
  }

  private Optional<KeyName> attention() {
    KeyName attention = new KeyName(Section.MODEL, ModelKeys.ATTENTION);
    return vocabulary.accepting(attention.section(), attention.key()).size()
            == vocabulary.tasks().size()
        ? Optional.of(attention)
        : Optional.empty();
  }

  private Optional<KeyName> named() {
    YamlNode value = entry.orElseThrow().value();
    Optional<Mapping> mapping = value.mapping();
    mapping.ifPresent(given -> problems.unknownKeys(given, PATH, List.of(KEY, BASELINE)));
    if (mapping.isPresent() && !mapping.get().has(KEY)) {
      problems.add(value.position(), PATH + "." + KEY, "missing, expected " + A_KEY);
      return Optional.empty();
    }
    YamlNode key = mapping.flatMap(given -> given.value(KEY)).orElse(value);
    Optional<Scalar> word = key.scalar().filter(scalar -> scalar.value() != null);
    if (word.isEmpty()) {
      problems.expected(key, PATH, A_KEY);
      return Optional.empty();
    }
    return named(word.get());
  }

  private Optional<KeyName> named(Scalar word) {
    String text = word.text();
    Optional<String> refusal = Optional.empty();
    if (text.equals(SweepReader.SEEDS)) {
      refusal = Optional.of("seeds repeat the trials of each side and are no sides");
    } else if (text.equals(Section.TASK.label())
        || text.equals(Section.TASK.path(TrialSpec.TASK_NAME))) {
      refusal = Optional.of("tasks learn different things and are compared within");
    } else if (SweepReader.KEYS.contains(text) && vocabulary.home(text).isEmpty()) {
      refusal = Optional.of("is the same for all trials");
    }
    if (refusal.isPresent()) {
      problems.add(
          word.position(), PATH, "%s, expected %s, got %s".formatted(refusal.get(), A_KEY, text));
      return Optional.empty();
    }
    return KeyName.read(
        text, word.position(), PATH + "." + StringUtils.abbreviate(text, 60), vocabulary, problems);
  }

  /** Returns whether all tasks have the key; reports those that have not. */
  private boolean tasksHaveIt() {
    List<TaskKeys> having = vocabulary.accepting(name.get().section(), name.get().key());
    String lacking =
        vocabulary.tasks().stream()
            .filter(task -> !having.contains(task))
            .map(TaskKeys::task)
            .collect(Collectors.joining(" and "));
    if (!lacking.isEmpty() && vocabulary.certain()) {
      problem("is no key of %s; give these tasks a sweep of their own".formatted(lacking));
    }
    return lacking.isEmpty();
  }

  private void checkValues() {
    Optional<GivenKey> given = given();
    if (given.isEmpty()) {
      problem(
          "has one value, its default, and nothing to be compared with; give it a list of values");
    } else if (given.get().range().isPresent()) {
      problem("is drawn from a range, whose numbers are no sides; give it a list of values");
    } else if (given.get().values().size() == 1) {
      problem(
          "has one value, %s, and nothing to be compared with; give it a list of values"
              .formatted(given.get().values().get(0).description()));
    } else if (given.get().values().size() > ComparedKey.MOST_SIDES) {
      problem(
          "has %d values, expected at most %d, which charts can tell apart"
              .formatted(given.get().values().size(), ComparedKey.MOST_SIDES));
    }
    if (given.filter(key -> !key.values().isEmpty()).isPresent()) {
      baseline(labels());
    }
  }

  /** The baseline of these sides: what the file says, or the first. */
  private String baseline(List<String> sides) {
    Optional<YamlNode> node =
        entry.map(Entry::value).flatMap(YamlNode::mapping).flatMap(map -> map.value(BASELINE));
    if (node.isEmpty()) {
      return sides.get(0);
    }
    Optional<String> label = node.get().scalar().flatMap(this::label).filter(sides::contains);
    if (label.isEmpty()) {
      String meant =
          Vocabulary.meant(node.get().scalar().map(Scalar::text).orElse(""), List.copyOf(sides));
      problems.expected(
          node.get(), PATH + "." + BASELINE, "a value of " + name.get().path(), ", " + meant);
    }
    return label.orElse(sides.get(0));
  }

  private Optional<GivenKey> given() {
    return keys.stream().filter(name.get()::isOf).findFirst();
  }

  /** The labels of the values that the file gives, in its order. */
  private List<String> labels() {
    return given().stream()
        .flatMap(key -> key.values().stream())
        .flatMap(value -> label(value).stream())
        .distinct()
        .toList();
  }

  /** The value as tables print it; empty if no task accepts it. */
  private Optional<String> label(Scalar value) {
    for (TaskKeys task : vocabulary.accepting(name.get().section(), name.get().key())) {
      Key key = task.key(name.get().section(), name.get().key()).orElseThrow();
      try {
        return Optional.of(Settings.text(key.accept(GivenKey.raw(key, value))));
      } catch (IllegalArgumentException refused) {
        // Another task may have another range; that this one refuses it has been reported.
      }
    }
    return Optional.empty();
  }

  /**
   * The compared key of these trials; reports where they can't be paired.
   *
   * @param trials of the file, at least one
   */
  Optional<ComparedKey> compared(List<PlannedTrial> trials, Rules rules) {
    List<TrialSpec> specs = trials.stream().map(PlannedTrial::spec).toList();
    if (name.isEmpty()) {
      return Optional.empty();
    }
    if (entry.isEmpty()) {
      return ComparedKey.attentionOf(specs).map(key -> ordered(key, rules, specs));
    }
    ComparedKey all = of(labels(), baseline(labels()), followers(rules));
    if (specs.stream().anyMatch(spec -> all.find(spec).isEmpty())) {
      problem("is a key that not all trials have; compare a key that does not depend on others");
      return Optional.empty();
    }
    Set<String> there = specs.stream().map(all::side).collect(Collectors.toSet());
    if (!there.containsAll(all.sides())) {
      problem(
          "has no trial with %s, expected at least one for each value; rules leave them all out"
              .formatted(
                  all.sides().stream()
                      .filter(side -> !there.contains(side))
                      .collect(Collectors.joining(" and "))));
      return Optional.empty();
    }
    if (!pairs(all, specs)) {
      Optional<ComparedKey> own = withOwnSettings(all, specs);
      if (own.isEmpty()) {
        problem("has no two trials that are equal in all else, so nothing can be paired");
      }
      return own;
    }
    if (!all.pairsClearly(specs)) {
      problem(
          "decides by when which values %s has, and a side has several of them in one cell, so no"
                  .formatted(String.join(" and ", all.following().stream().sorted().toList()))
              + " trial has just one partner; give each side one value of it");
    }
    return Optional.of(all);
  }

  /**
   * The compared key of a sweep that chooses the settings of each side, so that sides have nothing
   * but the task in common.
   *
   * @param trials by which it chooses, at least one
   * @param chosen the paths of the keys whose values it chooses
   */
  Optional<ComparedKey> chosen(List<PlannedTrial> trials, Collection<String> chosen) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    List<TrialSpec> specs = trials.stream().map(PlannedTrial::spec).toList();
    Set<String> following = new LinkedHashSet<>(chosen);
    if (entry.isEmpty()) {
      return ComparedKey.attentionOf(specs)
          .map(
              found -> {
                List<String> ofFile = labels().stream().filter(found.sides()::contains).toList();
                boolean all = ofFile.size() == found.sides().size();
                return of(all ? ofFile : found.sides(), found.baseline(), following);
              });
    }
    ComparedKey key = of(labels(), baseline(labels()), following);
    if (specs.stream().anyMatch(spec -> key.find(spec).isEmpty())) {
      problem("is a key that not all trials have; compare a key that does not depend on others");
      return Optional.empty();
    }
    return Optional.of(key);
  }

  /** The attention with the order of the file and with what depends on it, where that is clear. */
  private ComparedKey ordered(ComparedKey found, Rules rules, List<TrialSpec> specs) {
    List<String> ofFile = labels().stream().filter(found.sides()::contains).toList();
    List<String> sides = ofFile.size() == found.sides().size() ? ofFile : found.sides();
    ComparedKey whole = of(sides, found.baseline(), followers(rules));
    ComparedKey clear = whole.pairsClearly(specs) ? whole : of(sides, found.baseline(), Set.of());
    return pairs(clear, specs) ? clear : withOwnSettings(clear, specs).orElse(clear);
  }

  /**
   * The comparison of sides that have settings of their own, because rules leave each of them just
   * one value of some keys; empty if they can't be paired even so.
   */
  private Optional<ComparedKey> withOwnSettings(ComparedKey compared, List<TrialSpec> specs) {
    Set<String> own = new LinkedHashSet<>(compared.following());
    keys.stream()
        .filter(GivenKey::varies)
        .filter(key -> !key.isTaskName() && !name.get().isOf(key))
        .filter(key -> hasOneValueASide(key, compared, specs))
        .forEach(key -> own.add(key.path()));
    return Optional.of(of(compared.sides(), compared.baseline(), own))
        .filter(key -> pairs(key, specs) && key.pairsClearly(specs));
  }

  private static boolean hasOneValueASide(
      GivenKey key, ComparedKey compared, List<TrialSpec> specs) {
    Map<List<String>, Optional<Object>> values = new HashMap<>();
    for (TrialSpec spec : specs) {
      Optional<Object> value = Optional.ofNullable(key.section().of(spec).values().get(key.key()));
      Optional<Object> other =
          values.putIfAbsent(List.of(spec.taskName(), compared.side(spec)), value);
      if (other != null && !other.equals(value)) {
        return false;
      }
    }
    return true;
  }

  private ComparedKey of(List<String> sides, String baseline, Set<String> following) {
    Map<String, String> defaults = new HashMap<>();
    for (TaskKeys task : vocabulary.tasks()) {
      task.key(name.get().section(), name.get().key())
          .filter(key -> key.presence() == Key.Presence.IF_OTHER)
          .flatMap(Key::fallback)
          .ifPresent(fallback -> defaults.put(task.task(), Settings.text(fallback)));
    }
    return new ComparedKey(name.get().path(), sides, baseline, defaults, following);
  }

  /** The keys that have their values only with some values of the compared one. */
  private Set<String> followers(Rules rules) {
    Set<String> followers = new LinkedHashSet<>();
    for (TaskKeys task : vocabulary.tasks()) {
      for (Key key : task.schema(name.get().section()).keys()) {
        task.schema(name.get().section())
            .need(key.name())
            .filter(need -> need.key().equals(name.get().key()))
            .ifPresent(need -> followers.add(name.get().section().path(key.name())));
      }
    }
    // Each comes after those that its condition asks for.
    for (Rules.When when : rules.whens()) {
      boolean follows =
          when.condition().clauses().stream()
              .map(Condition.Clause::path)
              .anyMatch(path -> path.equals(name.get().path()) || followers.contains(path));
      if (follows) {
        followers.add(when.path());
      }
    }
    return followers;
  }

  /** Returns whether any cell has the baseline and another side. */
  private static boolean pairs(ComparedKey compared, List<TrialSpec> specs) {
    Set<TrialSpec> baselines = new HashSet<>();
    Set<TrialSpec> others = new HashSet<>();
    for (TrialSpec spec : specs) {
      (compared.side(spec).equals(compared.baseline()) ? baselines : others)
          .add(compared.cell(spec));
    }
    return baselines.stream().anyMatch(others::contains);
  }

  private void problem(String message) {
    YamlNode value = entry.orElseThrow().value();
    Position position = value.mapping().flatMap(map -> map.value(KEY)).orElse(value).position();
    problems.add(position, PATH, name.get().path() + " " + message);
  }
}
