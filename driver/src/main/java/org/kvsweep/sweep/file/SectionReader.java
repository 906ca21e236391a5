package org.kvsweep.sweep.file;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.lang3.StringUtils;
import org.kvsweep.settings.Key;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.trial.EngineCatalog;
import org.kvsweep.trial.TrialSpec;

/**
 * Checks the keys of a section against those of the tasks. A misspelt key whose meaning can be
 * guessed is reported and its values are checked as if it were spelt right.
 */
final class SectionReader {
  private final Section section;
  private final Vocabulary vocabulary;
  private final Set<String> expected;
  private final Problems problems;

  /**
   * @param more keys that the section takes beside those of the tasks
   */
  SectionReader(Section section, Vocabulary vocabulary, List<String> more, Problems problems) {
    this.section = section;
    this.vocabulary = vocabulary;
    this.problems = problems;
    this.expected = new LinkedHashSet<>(more);
    expected.addAll(vocabulary.names(section));
  }

  /** Reads one key of the section; empty if it is none that could be meant. */
  Optional<GivenKey> read(Entry entry, Mapping within) {
    String key = entry.key();
    if (!vocabulary.names(section).contains(key)) {
      problems.add(
          entry.position(),
          path(key),
          DecimalComma.ofKey(entry, within)
              .orElseGet(() -> vocabulary.advice(entry.key(), expected)));
      Optional<String> meant =
          vocabulary.home(key).isPresent()
              ? Optional.empty()
              : NearestWord.of(key, vocabulary.names(section));
      if (meant.isEmpty() || within.has(meant.get())) {
        return Optional.empty();
      }
      key = meant.get();
    }
    Optional<Mapping> mapping = entry.value().mapping();
    if (mapping.isPresent()) {
      Optional<Range> range = range(key, mapping.get(), path(entry.key()));
      return Optional.of(new GivenKey(section.path(key), entry.position(), List.of(), range));
    }
    List<Scalar> values = Values.read(entry.value(), path(entry.key()), problems);
    List<Scalar> fit = fit(key, path(entry.key()), values);
    Optional<Scalar> zero = emptyBudget(key, fit, within);
    if (zero.isPresent()) {
      problems.add(zero.get().position(), path(entry.key()), "expected at least 1, got 0");
      fit.remove(zero.get());
    }
    return Optional.of(new GivenKey(section.path(key), entry.position(), fit));
  }

  /** Finds a 0 that means nothing, because no key is given that says the same in other units. */
  private Optional<Scalar> emptyBudget(String key, List<Scalar> values, Mapping within) {
    boolean alone =
        vocabulary.accepting(section.path(key)).stream()
            .map(task -> task.schema(section).alternatives(key))
            .allMatch(others -> !others.isEmpty() && others.stream().noneMatch(within::has));
    return values.stream()
        .filter(
            value -> alone && value.value() instanceof Number number && number.doubleValue() == 0)
        .findFirst();
  }

  private Optional<Range> range(String key, Mapping mapping, String path) {
    List<TaskKeys> tasks = vocabulary.accepting(section.path(key));
    Key.Type type = tasks.get(0).key(section.path(key)).orElseThrow().type();
    Optional<Range> range = RangeReader.read(mapping, type, path, problems);
    boolean sound = true;
    for (Scalar end : range.isPresent() ? RangeReader.ends(mapping) : List.<Scalar>of()) {
      Optional<String> refusal = refusal(key, end, List.of(), tasks);
      refusal.ifPresent(message -> problems.add(end.position(), path, message));
      sound &= refusal.isEmpty();
    }
    return sound ? range : Optional.empty();
  }

  /**
   * Returns the values as trials hold them, for a condition on that key; reports what no trial can
   * hold.
   */
  List<Object> held(String key, String path, List<Scalar> values) {
    List<TaskKeys> tasks = vocabulary.accepting(section.path(key));
    return fit(key, path, values).stream().map(value -> held(key, value, tasks)).toList();
  }

  private List<Scalar> fit(String key, String path, List<Scalar> values) {
    List<TaskKeys> tasks = vocabulary.accepting(section.path(key));
    List<Scalar> fit = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    for (int i = 0; i < values.size(); i++) {
      Scalar value = values.get(i);
      Optional<String> refusal = refusal(key, value, values.subList(0, i), tasks);
      if (refusal.isPresent()) {
        problems.add(value.position(), path, refusal.get());
      } else if (!seen.add(held(key, value, tasks))) {
        problems.add(value.position(), path, "value given twice, got " + value.description());
      } else {
        fit.add(value);
      }
    }
    return fit;
  }

  /**
   * Returns why the tasks refuse the value: one refusal is enough, or all if the tasks are guessed.
   */
  private Optional<String> refusal(
      String name, Scalar value, List<Scalar> before, List<TaskKeys> tasks) {
    List<TaskKeys> refusing =
        tasks.stream().filter(task -> !accepts(task.key(section.path(name)).get(), value)).toList();
    boolean refused = vocabulary.certain() ? !refusing.isEmpty() : refusing.size() == tasks.size();
    if (!refused) {
      return Optional.empty();
    }
    TaskKeys task = refusing.get(0);
    Key key = task.key(section.path(name)).get();
    String where = refusing.size() < tasks.size() ? " for task " + task.task() : "";
    String meant =
        key.choices().isEmpty()
            ? ""
            : NearestWord.of(value.text(), key.choices())
                .map(near -> ", did you mean " + near + "?")
                .orElse("");
    return Optional.of(
        "expected "
            + key.expectation()
            + where
            + ", got "
            + value.description()
            + meant
            + (numeric(key) ? DecimalComma.hint(value, before) : "")
            + (numeric(key) || !key.choices().isEmpty()
                ? MissingBrackets.hint(value, part -> accepts(key, part))
                : "")
            + (key.name().equals(TrialSpec.ENGINE) ? EngineCatalog.howToGet(value.text()) : ""));
  }

  private Object held(String name, Scalar value, List<TaskKeys> tasks) {
    return tasks.stream()
        .map(task -> task.key(section.path(name)).get())
        .filter(key -> accepts(key, value))
        .findFirst()
        .map(key -> key.accept(GivenKey.raw(key, value)))
        .orElseThrow();
  }

  private static boolean numeric(Key key) {
    return key.type() == Key.Type.INTEGER || key.type() == Key.Type.NUMBER;
  }

  private static boolean accepts(Key key, Scalar value) {
    if (numeric(key) && DecimalComma.isRest(value)) {
      return false;
    }
    try {
      key.accept(GivenKey.raw(key, value));
      return true;
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  private String path(String key) {
    return section.path(StringUtils.abbreviate(key, 60)).toString();
  }
}
