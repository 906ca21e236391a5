package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Schema;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.Section;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

/**
 * The tables of docs/sweep-file.md are those of the schemas. Where they differ, the right ones are
 * in {@code target/sweep-file-keys-*.md}, to be copied to the page.
 */
class SweepFilePageTest {
  private static final Path PAGE = Path.of("..", "docs", "sweep-file.md");
  private static final TaskCatalog CATALOG = TaskCatalog.load();
  private static final String BY_TASK = "by task";

  /** The tasks of each table. */
  private static final List<List<String>> FAMILIES =
      List.of(
          List.of("reverse", "sort", "copy", "swap", "sub"),
          List.of("mnist", "fashion-mnist", "cifar-10", "cifar-100", "anomaly"),
          List.of("characters", "numbers", "translation-de-en", "translation-en-de"),
          List.of("table", "table-network"));

  private static Stream<List<String>> families() {
    return FAMILIES.stream();
  }

  @Test
  void everyTaskHasATable() {
    List<String> shown = FAMILIES.stream().flatMap(List::stream).toList();

    assertThat(CATALOG.names().stream().filter(name -> !name.startsWith("toy-")))
        .containsExactlyInAnyOrderElementsOf(shown);
  }

  @ParameterizedTest
  @MethodSource("families")
  void tablesOfTasksHaveTheirKeysWithDefaultsAndBounds(List<String> tasks) throws IOException {
    assertShown(tasks.get(0), taskTable(tasks));
  }

  @Test
  void theTableOfTrainingHasItsKeysWithDefaultsAndBounds() throws IOException {
    assertShown("training", trainingTable());
  }

  @Test
  void theFirstTableHasTheKeysAtTheTop() throws IOException {
    String table = Files.readString(PAGE).split("\\n\\| key \\|", 3)[1].split("\\n\\n", 2)[0];
    List<String> shown =
        Pattern.compile("^\\| (`[^|]+`) \\|", Pattern.MULTILINE)
            .matcher(table)
            .results()
            .flatMap(row -> Arrays.stream(row.group(1).split(", ")))
            .map(key -> key.replace("`", ""))
            .toList();

    assertThat(shown).containsExactlyInAnyOrderElementsOf(SweepReader.KEYS);
  }

  private static void assertShown(String name, List<String> table) throws IOException {
    String text = String.join("\n", table) + "\n";
    Path written = Path.of("target", "sweep-file-keys-" + name + ".md");
    Files.writeString(written, text);

    assertThat(Files.readString(PAGE)).as("copy from %s", written).contains("\n" + text);
  }

  private static List<String> taskTable(List<String> tasks) {
    Map<List<Object>, List<String>> columns =
        tasks.stream()
            .collect(
                Collectors.groupingBy(
                    SweepFilePageTest::schemas, LinkedHashMap::new, Collectors.toList()));
    List<TaskKeys> shown =
        columns.values().stream().map(same -> TaskKeys.of(same.get(0), CATALOG)).toList();
    String defaults =
        columns.size() == 1
            ? "default"
            : columns.values().stream()
                .map(same -> same.stream().map(SweepFilePageTest::code).collect(joined(", ")))
                .collect(joined(" | "));
    List<String> table = new ArrayList<>();
    table.add("| section | key | " + defaults + " | accepts | meaning |");
    table.add("|---|---|" + "---:|".repeat(columns.size()) + "---|---|");
    for (Section section : List.of(Section.TASK, Section.MODEL, Section.TRAINING)) {
      names(section, shown).stream()
          .filter(key -> section != Section.TRAINING || shown(key, shown))
          .forEach(key -> table.add(row(section, key, shown)));
    }
    return table;
  }

  private static Schema trainingOfMost() {
    return TaskKeys.of(FAMILIES.get(0).get(0), CATALOG).trainingSchema();
  }

  /** Whether the table of that family has to say the default of a training key. */
  private static boolean shown(String trainingKey, List<TaskKeys> columns) {
    if (!trainingOfMost().names().contains(trainingKey)) {
      return true;
    }
    return defaultOfAll(trainingKey).equals(BY_TASK)
        && columns.stream()
            .flatMap(task -> task.key(Section.TRAINING.path(trainingKey)).stream())
            .anyMatch(key -> !fallback(key).isEmpty());
  }

  private static String row(Section section, String key, List<TaskKeys> columns) {
    List<Optional<Key>> keys = columns.stream().map(one -> one.key(section.path(key))).toList();
    boolean training = section == Section.TRAINING && trainingOfMost().names().contains(key);
    return Stream.of(
            code(section.label()),
            code(key),
            keys.stream()
                .map(one -> one.map(SweepFilePageTest::fallback).orElse(""))
                .collect(joined(" | ")),
            training ? "" : distinct(keys, SweepFilePageTest::accepts),
            training ? "" : distinct(keys, Key::about))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }

  private static List<String> trainingTable() {
    List<String> table = new ArrayList<>();
    table.add("| key | default | accepts | meaning |");
    table.add("|---|---:|---|---|");
    for (Key key : trainingOfMost().keys()) {
      // Which engines there are depends on the class path; the first table has the key.
      if (!key.name().equals(TrialSpec.ENGINE)) {
        table.add(
            Stream.of(code(key.name()), defaultOfAll(key.name()), accepts(key), key.about())
                .collect(Collectors.joining(" | ", "| ", " |")));
      }
    }
    return table;
  }

  private static String defaultOfAll(String trainingKey) {
    Set<String> defaults =
        FAMILIES.stream()
            .flatMap(List::stream)
            .flatMap(
                task -> TaskKeys.of(task, CATALOG).key(Section.TRAINING.path(trainingKey)).stream())
            .map(SweepFilePageTest::fallback)
            .collect(Collectors.toSet());
    return defaults.size() == 1 ? defaults.iterator().next() : BY_TASK;
  }

  private static List<Object> schemas(String task) {
    TaskKeys keys = TaskKeys.of(task, CATALOG);
    return List.of(
        keys.taskSchema().keys(), keys.modelSchema().keys(), keys.trainingSchema().keys());
  }

  private static Collection<String> names(Section section, List<TaskKeys> columns) {
    Set<String> names = new LinkedHashSet<>();
    columns.forEach(task -> names.addAll(task.schema(section).names()));
    return names;
  }

  private static String distinct(List<Optional<Key>> keys, Function<Key, String> text) {
    return keys.stream().flatMap(Optional::stream).map(text).distinct().collect(joined("; "));
  }

  private static String fallback(Key key) {
    return key.presence() == Key.Presence.IF_GIVEN
        ? ""
        : key.fallback().map(Settings::text).filter(text -> !text.isEmpty()).orElse("");
  }

  private static String accepts(Key key) {
    return switch (key.type()) {
      case INTEGER, NUMBER ->
          key.maximum() < Integer.MAX_VALUE
              ? Settings.text(key.minimum()) + " to " + Settings.text(key.maximum())
              : "at least " + Settings.text(key.minimum());
      case WORD ->
          key.choices().isEmpty()
              ? "text"
              : key.choices().stream().map(SweepFilePageTest::code).collect(joined(", "));
      case NAME -> key.type().description();
      case FLAG -> "true, false";
    };
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  private static Collector<CharSequence, ?, String> joined(String by) {
    return Collectors.joining(by);
  }
}
