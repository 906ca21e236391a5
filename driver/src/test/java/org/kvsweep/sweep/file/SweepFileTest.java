package org.kvsweep.sweep.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.sweep.Axis;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialId;

class SweepFileTest {
  private static final TaskCatalog CATALOG = TaskCatalog.load();

  private static final String VALID =
      """
      name: echo-by-attention
      description: does an echo need a query?
      task: {name: toy-echo, length: [16, 64]}
      model: {attention: [qkv, kv, kv-pos], width: 64, depth: [1, 2], heads: 2}
      training: {epochs: 2, batch-size: 128, learning-rate: 1e-3}
      seeds: 3
      search: grid
      """;

  @Test
  void aListIsAnAxisAndAScalarIsFixed() {
    SweepSpec sweep = parse(VALID);

    assertThat(sweep.name()).isEqualTo("echo-by-attention");
    assertThat(sweep.source()).isEqualTo(VALID);
    assertThat(sweep.axes())
        .containsExactly(
            new Axis(SettingPath.of("task.length"), List.of(16L, 64L)),
            new Axis(SettingPath.of("model.attention"), List.of("qkv", "kv", "kv-pos")),
            new Axis(SettingPath.of("model.depth"), List.of(1L, 2L)));
    assertThat(sweep.trials()).hasSize(2 * 3 * 2 * 3);
  }

  @Test
  void modelsAreKeptWhereTheFileSaysSo() {
    assertThat(parse(VALID).keep()).isEqualTo(Keep.NONE);
    assertThat(parse(VALID + "keep: none\n").keep()).isEqualTo(Keep.NONE);
    assertThat(parse(VALID + "keep: best\n").keep()).isEqualTo(Keep.BEST);
    assertThat(parse(VALID + "keep: all\n").keep()).isEqualTo(Keep.ALL);
    assertThat(parse(VALID + "keep: all\n").trials()).isEqualTo(parse(VALID).trials());
  }

  @Test
  void theFirstAxisIsSlowestAndTheSeedFastest() {
    assertThat(parse(VALID).trials())
        .extracting(SweepFileTest::describe)
        .startsWith("16 qkv 1 s0", "16 qkv 1 s1", "16 qkv 1 s2", "16 qkv 2 s0")
        .endsWith("64 kv-pos 2 s1", "64 kv-pos 2 s2");
  }

  @Test
  void theOrderIsThatOfTheFileAndNotThatOfTheSections() {
    SweepSpec sweep =
        parse(
            """
            seeds: [7, 3]
            model: {depth: [2, 1], attention: [kv, qkv]}
            task: {length: [8, 4], name: toy-echo}
            name: turned
            """);

    assertThat(sweep.trials())
        .extracting(SweepFileTest::describe)
        .startsWith("8 kv 2 s7", "8 kv 2 s3", "4 kv 2 s7", "4 kv 2 s3", "8 qkv 2 s7")
        .hasSize(16);
  }

  @Test
  void everyDefaultIsFilledIn() {
    SweepSpec sweep = parse("name: least\ntask: {name: toy-echo}\nmodel:\n");

    assertThat(sweep.trials()).hasSize(1);
    PlannedTrial only = sweep.trials().get(0);
    assertThat(only.spec().model().values())
        .containsEntry("attention", "qkv")
        .containsEntry("heads", 2L);
    assertThat(only.spec().training().number("learning-rate")).isEqualTo(1e-3);
    assertThat(only.spec().seed()).isZero();
    assertThat(only.id()).isEqualTo(TrialId.of(only.spec()));
    assertThat(only.cost().parameters()).isEqualTo(2 * 3 * 64 * 64);
  }

  @Test
  void numbersAreReadHoweverTheyAreWritten() {
    for (String written : List.of("1e-3", "0.001", "1.0E-3", ".001", "+1e-3", "10e-4")) {
      SweepSpec sweep =
          parse("name: a\ntask: {name: toy-echo}\ntraining: {learning-rate: " + written + "}\n");
      assertThat(sweep.trials().get(0).spec().training().number("learning-rate")).isEqualTo(1e-3);
    }
  }

  @Test
  void aWordMayLookLikeANumber() {
    SweepSpec sweep = parse("name: 2024\ntask: {name: toy-gallery, folder: 007}\n");

    assertThat(sweep.name()).isEqualTo("2024");
    assertThat(sweep.trials().get(0).spec().task().word("folder")).isEqualTo("007");
  }

  @Test
  void aKeyAppliesOnlyToTheTasksThatAcceptIt() {
    SweepSpec sweep =
        parse(
            """
            name: two
            task: {name: [toy-echo, toy-parrot], length: 16, echoes: [1, 2, 3]}
            """);

    assertThat(sweep.trials())
        .extracting(trial -> trial.spec().taskName())
        .containsExactly("toy-echo", "toy-parrot", "toy-parrot", "toy-parrot");
    assertThat(sweep.axes())
        .extracting(Axis::path)
        .containsExactly(SettingPath.of("task.name"), SettingPath.of("task.echoes"));
  }

  @Test
  void aByteOrderMarkIsNoProblem(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("bom.yaml"), "\uFEFF" + VALID);

    assertThat(SweepFile.read(file, CATALOG).trials()).hasSize(36);
  }

  @Test
  void allProblemsAreReportedTogetherByLine() {
    assertThatThrownBy(
            () ->
                parse(
                    """
                    seed: 3
                    name: "../escape"
                    task:
                      name: toy-ecko
                      lenght: [16, -1]
                    model:
                      head: 2
                      width: [64, 64.5, big]
                      attention: [qkv, kvpos]
                      epochs: 3
                    training: {learning-rate: "1e-3", shuffle: yes, batch-size: []}
                    seeds: [1, 2, 1, -4]
                    search: random
                    keep: most
                    """))
        .isInstanceOf(SweepFileException.class)
        .hasMessage(
            """
            x.yaml:1: seed: unknown key, did you mean seeds?
            x.yaml:2: name: expected a file name of at most 100 letters, digits, '.', '_' and '-', \
            not beginning with '.', got "../escape"
            x.yaml:4: task.name: unknown task toy-ecko, did you mean toy-echo?
            x.yaml:5: task.lenght: unknown key, did you mean length?
            x.yaml:5: task.lenght: expected a whole number from 1 to 512, got -1
            x.yaml:7: model.head: unknown key, did you mean heads?
            x.yaml:8: model.width: expected a whole number from 1 to 4096, got 64.5
            x.yaml:8: model.width: expected a whole number from 1 to 4096, got big
            x.yaml:9: model.attention: expected one of qkv, kv, kv-pos, got kvpos, did you mean kv-pos?
            x.yaml:10: model.epochs: unknown key here, it belongs to training
            x.yaml:11: training.learning-rate: expected a number from 1e-9 to 10, got "1e-3"
            x.yaml:11: training.shuffle: expected true or false, got yes
            x.yaml:11: training.batch-size: expected at least one value, got an empty list
            x.yaml:12: seeds: value given twice, got 1
            x.yaml:12: seeds: expected whole numbers of at least 0, got -4
            x.yaml:13: search: missing number of samples, expected {method: random, samples: ...}
            x.yaml:14: keep: expected none or best or all, got most""");
  }

  @Test
  void conflictsAreReportedOnceEachWithTheLineOfTheValue() {
    assertThat(
            problems(
                """
                name: conflicts
                task: {name: toy-echo, length: [16, 512]}
                model:
                  width: [64, 96]
                  heads:
                    - 2
                    - 3
                  depth: [1, 2]
                seeds: 2
                training: {batch-size: 2048}
                """))
        .containsExactly(
            "x.yaml:7: model.heads: width 64 is not divisible by 3",
            "x.yaml:10: training.batch-size: too large for long sequences");
  }

  @Test
  void aConflictWithADefaultPointsToTheSection() {
    assertThat(problems("name: a\ntask: {name: toy-echo}\n\nmodel: {width: 63}\n"))
        .containsExactly("x.yaml:4: model.heads: width 63 is not divisible by 2");
  }

  @Test
  void aMisspeltKeyCausesNoConflictThatIsNotThere() {
    assertThat(problems("name: a\ntask: {name: toy-echo}\nmodel: {widht: 63, heads: 3}\n"))
        .containsExactly("x.yaml:3: model.widht: unknown key, did you mean width?");
    assertThat(problems("name: a\ntask: {name: toy-echo}\nmodel: {width: x, heads: 3}\n"))
        .containsExactly("x.yaml:3: model.width: expected a whole number from 1 to 4096, got x");
  }

  @Test
  void equalValuesInAListAreReportedHoweverTheyAreWritten() {
    assertThat(
            problems(
                "name: a\ntask: {name: toy-echo}\ntraining: {learning-rate: [1e-3, 1, 0.001]}\n"))
        .containsExactly("x.yaml:3: training.learning-rate: value given twice, got 0.001");
  }

  @Test
  void aValueHasToSuitEveryTaskThatAcceptsTheKey() {
    assertThat(problems("name: a\ntask: {name: [toy-echo, toy-parrot], length: [8, 128]}\n"))
        .containsExactly(
            "x.yaml:2: task.length: expected a whole number from 1 to 64 for task toy-parrot,"
                + " got 128");
  }

  @Test
  void aKeyOfAnotherTaskIsUnknown() {
    assertThat(problems("name: a\ntask: {name: toy-echo}\nmodel: {patch: 7}\n"))
        .containsExactly(
            "x.yaml:3: model.patch: unknown key, expected one of attention, width, depth, heads,"
                + " dropout");
  }

  @Test
  void missingKeysAreReported() {
    assertThat(problems("{}"))
        .containsExactly(
            "x.yaml:1: name: missing, the results folder is named after it",
            "x.yaml:1: task: missing, expected {name: " + CATALOG.names().get(0) + "}");
    for (String nothing : List.of("null", "~", "")) {
      assertThat(problems("name: " + nothing + "\ntask: {name: toy-echo}\n"))
          .containsExactly(
              "x.yaml:1: name: expected a file name of at most 100 letters, digits, '.', '_' and"
                  + " '-', not beginning with '.', got nothing");
    }
    assertThat(parse("name: 'null'\ntask: {name: toy-echo}\n").name()).isEqualTo("null");
    assertThat(problems("name: a\ntask: {name: toy-gallery}\n"))
        .containsExactly("x.yaml:2: task.folder: missing for task toy-gallery, expected a word");
    assertThat(problems("name: a\ntask: toy-gallery\n").get(0))
        .startsWith("x.yaml:2: task: expected a mapping such as {name: ")
        .endsWith(", got toy-gallery");
  }

  @Test
  void withAnUnknownTaskTheKeysOfAllTasksAreKnown() {
    assertThat(
            problems(
                "name: a\ntask: {name: nonsense, echoes: 2}\nmodel: {patch: 7, hats: 3, width: 0}\n"))
        .hasSize(3)
        .allSatisfy(problem -> assertThat(problem).doesNotContain("patch", "echoes: unknown"))
        .anySatisfy(problem -> assertThat(problem).contains("unknown task nonsense, expected one"))
        .anySatisfy(problem -> assertThat(problem).contains("model.hats"))
        .anySatisfy(problem -> assertThat(problem).contains("model.width"));
  }

  @Test
  void aDuplicateKeySaysWhereTheFirstIs() {
    assertThat(
            problems(
                "name: a\ntask: {name: toy-echo}\nmodel:\n  width: 64\n  depth: 1\n  width: 8\n"))
        .containsExactly("x.yaml:6: model.width: given twice, first on line 4");
  }

  @Test
  void aGridThatIsTooLargeIsRefusedBeforeItIsExpanded() {
    String list = IntStream.rangeClosed(1, 512).boxed().toList().toString();
    assertThat(
            problems(
                """
                name: huge
                task: {name: toy-echo, length: %s}
                model: {width: %s}
                training: {batch-size: %s, epochs: %s}
                seeds: 100000
                """
                    .formatted(list, list, list, list)))
        .containsExactly(
            "x.yaml:2: task.length: the lists of this file make 6,871,947,673,600,000 trials, each seed"
                + " counted, expected at most 1,000,000");
  }

  @Test
  void whatIsNotAFileOfTextIsAProblemToo(@TempDir Path folder) throws IOException {
    Path missing = folder.resolve("missing.yaml");
    assertThatThrownBy(() -> SweepFile.read(missing, CATALOG))
        .hasMessage(missing + ": no such file");

    assertThatThrownBy(() -> SweepFile.read(folder, CATALOG))
        .isInstanceOf(SweepFileException.class)
        .hasMessageContaining(folder + ": cannot be read: ");

    Path latin =
        Files.write(folder.resolve("l.yaml"), "a: 1\nb: ä".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> SweepFile.read(latin, CATALOG))
        .hasMessage(latin + ":2: not UTF-8 text");

    Path large = Files.writeString(folder.resolve("large.yaml"), "#".repeat((1 << 20) + 1));
    assertThatThrownBy(() -> SweepFile.read(large, CATALOG))
        .hasMessage(large + ": too large for a sweep file, expected at most 1 MiB");
  }

  @Test
  void problemsCarryLineAndColumn() {
    var thrown =
        catchThrowableOfType(
            SweepFileException.class,
            () -> parse("name: a\ntask: {name: toy-echo}\nmodel: {depth: [1, 0]}\n"));

    assertThat(thrown.problems())
        .containsExactly(
            new Problem(
                "x.yaml", 3, 20, "model.depth", "expected a whole number from 1 to 64, got 0"));
  }

  static SweepSpec parse(String text) {
    return SweepFile.parse(text, "x.yaml", CATALOG);
  }

  static List<String> problems(String text) {
    return problems(text, "x.yaml");
  }

  static List<String> problems(String text, String file) {
    var thrown =
        catchThrowableOfType(SweepFileException.class, () -> SweepFile.parse(text, file, CATALOG));
    assertThat(thrown).as("problems of\n" + text).isNotNull();
    return thrown.problems().stream().map(Problem::toString).toList();
  }

  static Set<TrialId> ids(SweepSpec sweep) {
    return sweep.trials().stream().map(PlannedTrial::id).collect(Collectors.toSet());
  }

  private static String describe(PlannedTrial trial) {
    return trial.spec().task().integer("length")
        + " "
        + ModelKeys.attentionOf(trial.spec()).label()
        + " "
        + trial.spec().model().integer("depth")
        + " s"
        + trial.spec().seed();
  }

  @Test
  void keysMayBeWrittenInGroups() {
    String file =
        """
        name: groups
        task: {name: mnist, limit: {train: [1000, 2000], test: 500}}
        """;

    SweepSpec sweep = parse(file);

    assertThat(sweep.axes())
        .containsExactly(new Axis(SettingPath.of("task.limit-train"), List.of(1000L, 2000L)));
    assertThat(sweep.trials())
        .extracting(trial -> trial.spec().task().integer("limit-test"))
        .containsOnly(500);
    assertThat(sweep.trials())
        .extracting(PlannedTrial::id)
        .isEqualTo(
            parse(
                    """
                    name: groups
                    task: {name: mnist, limit-train: [1000, 2000], limit-test: 500}
                    """)
                .trials()
                .stream()
                .map(PlannedTrial::id)
                .toList());
  }

  @Test
  void mistakesInGroupsAreSaidAsElsewhere() {
    assertThatThrownBy(
            () ->
                parse(
                    """
                    name: groups
                    task:
                      name: mnist
                      limit: {trian: 1000, test: many}
                      limit-test: 500
                      limits: {train: 5}
                    """))
        .hasMessageContaining("4: task.limit-trian: unknown key, did you mean limit-train?")
        .hasMessageContaining("4: task.limit-test: given twice, here and in line 5")
        .hasMessageContaining("6: task.limits: unknown key");
    assertThat(
            problems(
                """
                name: groups
                task: {name: numbers}
                model:
                  feed: {forward-dropout: 0.1}
                  feed-forward: {dropout: 0.2}
                """))
        .containsExactly("x.yaml:5: model.feed-forward-dropout: given twice, here and in line 4");
  }
}
