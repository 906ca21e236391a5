package org.kvsweep.sweep.file;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.sweep.file.YamlNode.Scalar;

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
  private final Optional<SettingPath> name;

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
    if (entry.isPresent()
        && name.isPresent()
        && tasksHaveIt()
        && !problems.concern(
            name.get().toString())) { // else values are missing that the file gives
      checkValues();
    }
  }

  /** The key whose values every sample of a search has; empty if there is none. */
  Optional<SettingPath> name() {
    return name.filter(key -> given().flatMap(GivenKey::range).isEmpty());
  }

  private Optional<SettingPath> attention() {
    return Optional.of(ComparedKey.ATTENTION)
        .filter(key -> vocabulary.accepting(key).size() == vocabulary.tasks().size());
  }

  private Optional<SettingPath> named() {
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

  private Optional<SettingPath> named(Scalar word) {
    String text = word.text();
    Optional<String> refusal = Optional.empty();
    if (text.equals(SweepReader.SEEDS)) {
      refusal = Optional.of("seeds repeat the trials of each side and are no sides");
    } else if (text.equals(Section.TASK.label()) || text.equals(SettingPath.TASK_NAME.toString())) {
      refusal = Optional.of("tasks learn different things and are compared within");
    } else if (SweepReader.KEYS.contains(text) && vocabulary.home(text).isEmpty()) {
      refusal = Optional.of("is the same for all trials");
    }
    if (refusal.isPresent()) {
      problems.add(
          word.position(), PATH, "%s, expected %s, got %s".formatted(refusal.get(), A_KEY, text));
      return Optional.empty();
    }
    return new SettingPathReader(vocabulary, problems)
        .read(text, word.position(), PATH + "." + StringUtils.abbreviate(text, 60));
  }

  /** Returns whether all tasks have the key; reports those that have not. */
  private boolean tasksHaveIt() {
    List<TaskKeys> having = vocabulary.accepting(name.get());
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
          node.get(), PATH + "." + BASELINE, "a value of " + name.get(), ", " + meant);
    }
    return label.orElse(sides.get(0));
  }

  private Optional<GivenKey> given() {
    return keys.stream().filter(key -> key.path().equals(name.get())).findFirst();
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
    for (TaskKeys task : vocabulary.accepting(name.get())) {
      Key key = task.key(name.get()).orElseThrow();
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
    return name.flatMap(key -> sides(trials).compared(rules));
  }

  /**
   * The compared key of a sweep that chooses the settings of each side, so that sides have nothing
   * but the task in common.
   *
   * @param trials by which it chooses, at least one
   * @param chosen the keys whose values it chooses
   */
  Optional<ComparedKey> chosen(
      List<PlannedTrial> trials, Collection<SettingPath> chosen, Rules rules) {
    return name.flatMap(key -> sides(trials).chosen(chosen, rules));
  }

  private ComparedTrials sides(List<PlannedTrial> trials) {
    List<String> labels = labels();
    return new ComparedTrials(
        vocabulary,
        keys,
        name.orElseThrow(),
        labels,
        entry.map(asked -> baseline(labels)),
        trials.stream().map(PlannedTrial::spec).toList(),
        this::problem);
  }

  private void problem(String message) {
    YamlNode value = entry.orElseThrow().value();
    Position position = value.mapping().flatMap(map -> map.value(KEY)).orElse(value).position();
    problems.add(position, PATH, name.get() + " " + message);
  }
}
