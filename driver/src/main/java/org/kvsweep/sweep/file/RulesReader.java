package org.kvsweep.sweep.file;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.commons.lang3.StringUtils;
import org.kvsweep.settings.Key;
import org.kvsweep.sweep.Section;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.file.YamlNode.Entry;
import org.kvsweep.sweep.file.YamlNode.Mapping;
import org.kvsweep.sweep.file.YamlNode.Scalar;
import org.kvsweep.sweep.file.YamlNode.Sequence;

/**
 * Reads {@code when} and {@code exclude}. A condition is a mapping from keys with their section to
 * a value, a list of values, or a span such as {@code {from: 64}}; all of them have to hold. There
 * is no other way to say one: nothing in a sweep file is evaluated.
 */
final class RulesReader {
  static final String WHEN = "when";
  static final String EXCLUDE = "exclude";
  private static final String A_CONDITION = "a condition such as {model.depth: [2, 4]}";
  private static final String FROM = "from";
  private static final String TO = "to";

  private final Vocabulary vocabulary;
  private final List<GivenKey> keys;
  private final Optional<SettingPath> compared;
  private final Problems problems;
  private final SettingPathReader names;
  private final Map<Section, SectionReader> sections = new EnumMap<>(Section.class);

  /**
   * @param keys that the file gives
   * @param compared the key that is compared, if any is
   */
  RulesReader(
      Vocabulary vocabulary,
      List<GivenKey> keys,
      Optional<SettingPath> compared,
      Problems problems) {
    this.vocabulary = vocabulary;
    this.keys = List.copyOf(keys);
    this.compared = compared;
    this.problems = problems;
    this.names = new SettingPathReader(vocabulary, problems);
    for (Section section : Section.values()) {
      sections.put(section, new SectionReader(section, vocabulary, List.of(), problems));
    }
  }

  Rules read(Mapping root) {
    List<Rules.When> whens = root.entry(WHEN).map(entry -> whens(entry.value())).orElse(List.of());
    List<Condition> exclusions =
        root.entry(EXCLUDE).map(entry -> exclusions(entry.value())).orElse(List.of());
    return new Rules(ordered(whens), exclusions);
  }

  private List<Rules.When> whens(YamlNode value) {
    List<Rules.When> whens = new ArrayList<>();
    Optional<Mapping> mapping = problems.mapping(value, WHEN, "a mapping from keys to conditions");
    for (Entry entry : mapping.map(Mapping::entries).orElse(List.of())) {
      String path = WHEN + "." + shown(entry.key());
      Optional<SettingPath> name = names.read(entry.key(), entry.position(), path);
      Optional<Condition> condition = condition(entry.value(), path);
      if (name.isPresent() && conditional(name.get(), entry, path) && condition.isPresent()) {
        whens.add(new Rules.When(name.get(), condition.get()));
      }
    }
    return whens;
  }

  /** Returns whether a key can be left out of some cells; reports it if not. */
  private boolean conditional(SettingPath name, Entry entry, String path) {
    Optional<GivenKey> given = keys.stream().filter(key -> key.path().equals(name)).findFirst();
    Optional<String> refusal = Optional.empty();
    if (given.isEmpty()) {
      refusal = Optional.of("has no values in this file, so there is nothing to leave out");
    } else if (name.equals(SettingPath.TASK_NAME) || compared.filter(name::equals).isPresent()) {
      refusal = Optional.of("is what trials are compared by and has to be in every cell");
    } else if (vocabulary.accepting(name).stream()
        .map(task -> task.key(name).orElseThrow())
        .map(Key::fallback)
        .anyMatch(Optional::isEmpty)) {
      refusal = Optional.of("has no default that it could have elsewhere");
    }
    refusal.ifPresent(message -> problems.add(entry.position(), path, message));
    return refusal.isEmpty();
  }

  private List<Condition> exclusions(YamlNode value) {
    Optional<Sequence> sequence = value.sequence();
    if (sequence.isEmpty()) {
      problems.expected(value, EXCLUDE, "a list of conditions such as [{model.depth: 4}]");
    }
    return sequence.map(Sequence::items).orElse(List.of()).stream()
        .flatMap(item -> condition(item, EXCLUDE).stream())
        .toList();
  }

  private Optional<Condition> condition(YamlNode value, String path) {
    Optional<Mapping> mapping = problems.mapping(value, path, A_CONDITION);
    if (mapping.isEmpty()) {
      return Optional.empty();
    }
    List<Entry> entries = mapping.get().entries();
    if (entries.isEmpty()) {
      problems.add(value.position(), path, "expected " + A_CONDITION + ", got an empty one");
      return Optional.empty();
    }
    List<Condition.Clause> clauses = new ArrayList<>();
    for (Entry entry : entries) {
      String below = path + "." + shown(entry.key());
      names
          .read(entry.key(), entry.position(), below)
          .flatMap(name -> clause(name, entry.value(), below))
          .ifPresent(clauses::add);
    }
    return clauses.size() == entries.size()
        ? Optional.of(new Condition(value.position(), clauses))
        : Optional.empty();
  }

  private Optional<Condition.Clause> clause(SettingPath name, YamlNode value, String path) {
    Optional<Mapping> span = value.mapping();
    if (span.isPresent()) {
      return span(name, span.get(), path);
    }
    List<Scalar> values = Values.read(value, path, problems);
    List<Object> held =
        name.equals(SettingPath.TASK_NAME)
            ? tasks(values, path)
            : sections.get(name.section()).held(name.key(), path, values);
    return held.isEmpty() || held.size() < values.size()
        ? Optional.empty()
        : Optional.of(new Condition.Among(name, held, byDefault(name, held::contains)));
  }

  private List<Object> tasks(List<Scalar> values, String path) {
    List<String> known = vocabulary.tasks().stream().map(TaskKeys::task).toList();
    List<Object> tasks = new ArrayList<>();
    for (Scalar value : values) {
      if (known.contains(value.text())) {
        tasks.add(value.text());
      } else {
        problems.add(
            value.position(),
            path,
            "no task of this file, %s, got %s"
                .formatted(Vocabulary.meant(value.text(), known), value.description()));
      }
    }
    return tasks;
  }

  private Optional<Condition.Clause> span(SettingPath name, Mapping span, String path) {
    boolean numbers =
        vocabulary.accepting(name).stream()
            .map(task -> task.key(name).orElseThrow().type())
            .allMatch(type -> type == Key.Type.INTEGER || type == Key.Type.NUMBER);
    boolean known = span.entries().stream().allMatch(e -> List.of(FROM, TO).contains(e.key()));
    if (!numbers || !known || span.entries().isEmpty()) {
      problems.add(
          span.position(),
          path,
          numbers
              ? "expected a value, a list, or {from: ..., to: ...} with one of them or both"
              : "expected a value or a list, got a mapping");
      return Optional.empty();
    }
    Optional<Double> from = limit(span, FROM, Double.NEGATIVE_INFINITY, path);
    Optional<Double> to = limit(span, TO, Double.POSITIVE_INFINITY, path);
    return from.isPresent()
            && to.isPresent()
            && inOrder(from.get(), to.get(), span.position(), path)
        ? Optional.of(between(name, from.get(), to.get()))
        : Optional.empty();
  }

  /** Returns whether any number is in a span; reports it if not. */
  private boolean inOrder(double from, double to, Position position, String path) {
    if (from > to) {
      problems.add(
          position,
          path,
          "expected from not above to, got %s and %s"
              .formatted(
                  Range.plain(BigDecimal.valueOf(from)), Range.plain(BigDecimal.valueOf(to))));
    }
    return from <= to;
  }

  private Condition.Between between(SettingPath name, double from, double to) {
    Condition.Between all = new Condition.Between(name, from, to, Set.of());
    return new Condition.Between(name, from, to, byDefault(name, all::fits));
  }

  /** The tasks whose settings lack the key where it has its default, if that fits. */
  private Set<String> byDefault(SettingPath name, Predicate<Object> fits) {
    return vocabulary.accepting(name).stream()
        .filter(
            task ->
                task.key(name)
                    .filter(key -> key.presence() == Key.Presence.IF_OTHER)
                    .flatMap(Key::fallback)
                    .filter(fits)
                    .isPresent())
        .map(TaskKeys::task)
        .collect(Collectors.toSet());
  }

  private Optional<Double> limit(Mapping span, String end, double none, String path) {
    Optional<YamlNode> value = span.value(end);
    if (value.isEmpty()) {
      return Optional.of(none);
    }
    Optional<Double> limit = value.get().number().filter(Double::isFinite);
    if (limit.isEmpty()) {
      problems.expected(value.get(), path, "a number for " + end);
    }
    return limit;
  }

  /**
   * Orders keys, each after those that its condition asks for; reports those that ask for each
   * other.
   */
  private List<Rules.When> ordered(List<Rules.When> whens) {
    List<Rules.When> left = new ArrayList<>(whens);
    List<Rules.When> ordered = new ArrayList<>();
    while (!left.isEmpty()) {
      Set<SettingPath> open = left.stream().map(Rules.When::path).collect(Collectors.toSet());
      List<Rules.When> ready =
          left.stream()
              .filter(
                  when ->
                      when.condition().clauses().stream()
                          .map(Condition.Clause::path)
                          .noneMatch(open::contains))
              .toList();
      if (ready.isEmpty()) {
        Rules.When first = left.get(0);
        problems.add(
            first.condition().position(),
            WHEN + "." + first.path(),
            "depends on itself, by way of "
                + String.join(", ", left.stream().map(when -> when.path().toString()).toList()));
        return ordered;
      }
      ordered.addAll(ready);
      left.removeAll(ready);
    }
    return ordered;
  }

  private static String shown(String key) {
    return StringUtils.abbreviate(key, 60);
  }
}
