package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.report.SampleFolder;
import org.kvsweep.report.SampleRecords;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.FolderResultsStore;
import org.kvsweep.sweep.ComparedKey;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SettingPath;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialSpec;

class BestCommandTest {
  @TempDir private Path folder;

  private String results(int completed) throws IOException {
    Path results = folder.resolve("echoes");
    try (SampleFolder sample = SampleFolder.open(results, "echoes", 1)) {
      sample.complete(completed);
    }
    return results.toString();
  }

  @Test
  void theBestSettingsOfEachAttentionAreShownBestFirst() throws IOException {
    String results = results(12);

    Cli.Result best = Cli.run("best", results);

    assertThat(best.code()).isZero();
    assertThat(best.err()).isEmpty();
    assertThat(best.out())
        .matches(
            """
            Best in toy-echo length=16 by test-accuracy:
              qkv     0\\.\\d{4} \\(1 seed\\)  depth \\d \\(best of 2 cells\\)
              kv-pos  0\\.\\d{4} \\(1 seed\\)  depth \\d \\(best of 2 cells\\)
              kv      0\\.\\d{4} \\(1 seed\\)  depth \\d \\(best of 2 cells\\)
            Best in toy-echo length=64 by test-accuracy:
              qkv     0\\.\\d{4} \\(1 seed\\)  depth \\d \\(best of 2 cells\\)
              kv-pos  0\\.\\d{4} \\(1 seed\\)  depth \\d \\(best of 2 cells\\)
              kv      0\\.\\d{4} \\(1 seed\\)  depth \\d \\(best of 2 cells\\)
            """);
    assertThat(Cli.run("report", results).out()).contains(best.out());
    assertThat(Cli.run(Map.of("COLUMNS", "40"), "best", results).out().lines())
        .allMatch(line -> line.length() <= 45)
        .contains("  kv      0.6604 (1 seed)");
    assertThat(Cli.run("best", results, "--filter", "attention=kv", "--metric", "train-loss").out())
        .startsWith("Best in toy-echo length=16 by train-loss:\n  kv  ")
        .hasLineCount(4);
    assertThat(Cli.run("best", results, "--filter", "length=64").out())
        .startsWith("Best in toy-echo by test-accuracy:\n  qkv ")
        .hasLineCount(4);
  }

  @Test
  void theYamlTrainsThemAndNothingElse() throws IOException {
    String results = results(12);

    Cli.Result yaml = Cli.run("best", results, "--filter", "attention=kv", "--yaml");

    assertThat(yaml.err()).isEmpty();
    assertThat(yaml.out()).startsWith("name: echoes-best-kv\n").contains("\n  attention: kv\n");
    Path file = Files.writeString(folder.resolve("best.yaml"), yaml.out());
    Cli.Result plan = Cli.run("plan", file.toString(), "--out", results);
    assertThat(plan.err()).isEmpty();
    assertThat(plan.out()).startsWith("echoes-best-kv: 2 cells, 2 trials\n");
    Path all =
        Files.writeString(folder.resolve("all.yaml"), Cli.run("best", results, "--yaml").out());
    assertThat(Cli.run("plan", all.toString()).out())
        .startsWith("echoes-best: 6 cells, 6 trials\n");
  }

  /** Results of which kv is better at the longer sequences; only some trials have completed. */
  private String lengths(Predicate<TrialSpec> completed) throws IOException {
    String yaml =
        """
        name: lengths
        task: {name: toy-echo, length: [4, 64]}
        model: {attention: [qkv, kv], depth: [1, 2]}
        """;
    Map<String, Double> accuracies =
        Map.of(
            "qkv 4 1",
            0.9,
            "qkv 4 2",
            0.8,
            "qkv 64 1",
            0.3,
            "qkv 64 2",
            0.4, //
            "kv 4 1",
            0.6,
            "kv 4 2",
            0.65,
            "kv 64 1",
            0.7,
            "kv 64 2",
            0.5);
    Path results = folder.resolve("lengths");
    try (FolderResultsStore store =
        FolderResultsStore.open(results.toString(), yaml, new Configuration(), Clock.systemUTC())) {
      for (PlannedTrial trial : SweepFile.parse(yaml, "x.yaml", TaskCatalog.load()).trials()) {
        if (completed.test(trial.spec())) {
          Double accuracy = accuracies.get(place(trial.spec()));
          store.record(SampleRecords.completed(trial.spec(), Map.of("test-accuracy", accuracy)));
        }
      }
    }
    return results.toString();
  }

  private static String place(TrialSpec spec) {
    return "%s %d %d"
        .formatted(
            spec.model().word("attention"),
            spec.task().integer("length"),
            spec.model().integer("depth"));
  }

  @Test
  void theEasiestLengthIsNotTheBest() throws IOException {
    String results = lengths(spec -> true);

    assertThat(Cli.run("best", results).out())
        .isEqualTo(
            """
            Best in toy-echo length=4 by test-accuracy:
              qkv  0.9000 (1 seed)  depth 1 (best of 2 cells)
              kv   0.6500 (1 seed)  depth 2 (best of 2 cells)
            Best in toy-echo length=64 by test-accuracy:
              kv   0.7000 (1 seed)  depth 1 (best of 2 cells)
              qkv  0.4000 (1 seed)  depth 2 (best of 2 cells)
            """);
    assertThat(Cli.run("best", results, "--compare", "length", "--filter", "attention=kv").out())
        .isEqualTo(
            """
            Best in toy-echo by test-accuracy:
              length 64  0.7000 (1 seed)  depth 1 (best of 2 cells)
              length 4   0.6500 (1 seed)  depth 2 (best of 2 cells)
            """);
  }

  @Test
  void theYamlComparesSidesAtTheSameLength() throws IOException {
    String results = lengths(spec -> true);

    SweepSpec best = parsed(Cli.run("best", results, "--yaml"));

    assertThat(best.trials())
        .extracting(trial -> place(trial.spec()))
        .containsExactlyInAnyOrder("qkv 4 1", "kv 4 2", "qkv 64 2", "kv 64 1");
    ComparedKey compared = best.compared().orElseThrow();
    assertThat(compared.following()).containsExactly(SettingPath.of("model.depth"));
    assertThat(
            best.trials().stream()
                .collect(Collectors.groupingBy(trial -> compared.cell(trial.spec())))
                .values())
        .hasSize(2)
        .allSatisfy(pair -> assertThat(pair).hasSize(2));
  }

  @Test
  void theYamlMayCompareLengths() throws IOException {
    SweepSpec best =
        parsed(Cli.run("best", lengths(spec -> true), "--compare", "length", "--yaml"));

    assertThat(best.trials())
        .extracting(trial -> place(trial.spec()))
        .containsExactlyInAnyOrder("qkv 4 1", "kv 64 1");
    assertThat(best.compared().orElseThrow().path()).hasToString("task.length");
    assertThat(best.compared().orElseThrow().following())
        .containsExactly(SettingPath.of("model.attention"));
  }

  @Test
  void sidesWithoutALengthInCommonAreNoSweep() throws IOException {
    String results =
        lengths(spec -> List.of("qkv 4 1", "qkv 4 2", "kv 64 2").contains(place(spec)));

    Cli.Result refused = Cli.run("best", results, "--yaml");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .startsWith(
            """
            Cannot write a sweep file of 2 cells: no two sides are in the same task; choose one of them:
              kvsweep best %1$s --yaml --filter task=toy-echo --filter task.length=4 --filter model.attention=qkv
              kvsweep best %1$s --yaml --filter task=toy-echo --filter task.length=64 --filter model.attention=kv
            """
                .formatted(results));
    assertThat(
            Cli.run("best", results, "--yaml", "--metric", "test-accuracy", "--filter", "seed=0")
                .err())
        .contains(
            " --yaml --metric test-accuracy --filter seed=0 --filter task=toy-echo --filter task.length=4 ");
    String line = refused.err().lines().toList().get(2).strip();
    String[] command = line.replace("kvsweep ", "").split(" ");
    assertThat(parsed(Cli.run(command)).trials())
        .extracting(trial -> place(trial.spec()))
        .containsExactly("kv 64 2");
  }

  private static SweepSpec parsed(Cli.Result yaml) {
    assertThat(yaml.err()).isEmpty();
    return SweepFile.parse(yaml.out(), "best.yaml", TaskCatalog.load());
  }

  private static String tuning(String task) {
    return """
        name: tuned
        task: %s
        model: {attention: [qkv, kv], depth: [1, 2]}
        tune: {method: random, samples: 2, metric: train-loss}
        """
        .formatted(task);
  }

  /** Tunes, confirms and asks for the best as a file. */
  private String tuned(String task) throws IOException {
    Cli.Result best = Cli.run("best", tuned(tuning(task) + "confirm: {seeds: 1}\n", 3), "--yaml");
    assertThat(best.err()).isEmpty();
    return best.out();
  }

  /** Trains what there is to train, so many times. */
  private String tuned(String yaml, int times) throws IOException {
    Path results = folder.resolve("tuned");
    SweepSpec sweep = SweepFile.readSaved(yaml, "tuned.yaml", TaskCatalog.load());
    try (FolderResultsStore store =
        FolderResultsStore.open(results.toString(), yaml, new Configuration(), Clock.systemUTC())) {
      for (int i = 0; i < times; i++) {
        SweepResults found = SweepResults.of(sweep, store.folder().ended());
        for (TrialSpec spec : found.trials().values()) {
          Map<String, Double> metrics =
              Map.of("train-loss", 0.5 / spec.model().integer("depth"), "test-accuracy", 0.7);
          store.record(SampleRecords.completed(spec, metrics));
        }
      }
    }
    return results.toString();
  }

  @Test
  void beforeAConfirmationCompletesThereIsNoBest() throws IOException {
    String yaml = tuning("{name: toy-echo}") + "confirm: {seeds: 1}\n";
    String results = tuned(yaml, 1);

    Cli.Result none = Cli.run("best", results);

    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err())
        .isEqualTo(
            "No confirmation of %1$s has completed yet; 'kvsweep report %1$s' shows what was chosen so far.\n"
                .formatted(results));
    assertThat(Cli.run("report", results).out()).contains("Chosen in toy-echo by train-loss");
  }

  @Test
  void whatOnlyTunesHasNoBest() throws IOException {
    String results = tuned(tuning("{name: toy-echo}"), 2);

    Cli.Result none = Cli.run("best", results);

    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err())
        .isEqualTo(
            "No trial of %1$s confirms what tuning chose, since its file has no confirm; 'kvsweep report %1$s' shows it.\n"
                .formatted(results));
  }

  @Test
  void theYamlOfATunedSweepNamesTheMetricThatChose() throws IOException {
    assertThat(tuned("{name: toy-echo}"))
        .startsWith(
            "name: tuned-best\ndescription: \"The best settings of tuned by train-loss\"\n");
  }

  @Test
  void theNameOfTheYamlIsCutWhereThatOfTheSideIsLong() throws IOException {
    String file = "a".repeat(120) + ".txt";
    String results =
        tuned(
            """
            name: long
            task: {name: characters, file: [%s, b.txt], context: 8}
            compare: task.file
            """
                .formatted(file),
            1);

    SweepSpec best = parsed(Cli.run("best", results, "--yaml", "--filter", "file=" + file));

    assertThat(best.name()).startsWith("long-best-aaa").hasSize(100);
    assertThat(best.trials()).hasSize(1);
  }

  @Test
  void theYamlSaysWhereAFileOfTheSweepIsLookedFor() throws IOException {
    String yaml = tuned("{name: characters, file: own/text.txt, context: 8}");

    assertThat(yaml)
        .startsWith(
            """
            # looked for beside this file, then in the data folder (--data): own/text.txt
            name: tuned-best
            """);
    assertThat(SweepFile.parse(yaml, "best.yaml", TaskCatalog.load()).trials()).hasSize(2);
  }

  @Test
  void beforeATrialCompletesThereIsNoBest() throws IOException {
    Cli.Result none = Cli.run("best", results(0));

    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err()).startsWith("No trial of ").endsWith(" has completed yet.\n");
    Cli.Result other = Cli.run("best", folder.toString());
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).startsWith("Cannot read results from ");
    assertThat(Cli.run("best", folder.resolve("echoes").toString(), "--filter", "x").code())
        .isEqualTo(2);
  }
}
