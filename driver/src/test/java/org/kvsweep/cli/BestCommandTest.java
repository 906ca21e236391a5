package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.report.SampleFolder;
import org.kvsweep.report.SampleRecords;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.FolderResultsStore;
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
            Best in toy-echo by test-accuracy:
              qkv     0\\.\\d{4} \\(1 seed\\)  length \\d\\d, depth \\d \\(best of 4 cells\\)
              kv-pos  0\\.\\d{4} \\(1 seed\\)  length \\d\\d, depth \\d \\(best of 4 cells\\)
              kv      0\\.\\d{4} \\(1 seed\\)  length \\d\\d, depth \\d \\(best of 4 cells\\)
            """);
    assertThat(Cli.run("report", results).out()).contains(best.out());
    assertThat(Cli.run(Map.of("COLUMNS", "40"), "best", results).out().lines())
        .allMatch(line -> line.length() <= 45)
        .contains("  kv      0.6604 (1 seed)");
    assertThat(Cli.run("best", results, "--filter", "attention=kv", "--metric", "train-loss").out())
        .startsWith("Best in toy-echo by train-loss:\n  kv  ")
        .hasLineCount(2);
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
    assertThat(plan.out()).startsWith("echoes-best-kv: 1 cell, 1 trial\n");
    Path all =
        Files.writeString(folder.resolve("all.yaml"), Cli.run("best", results, "--yaml").out());
    assertThat(Cli.run("plan", all.toString()).out())
        .startsWith("echoes-best: 3 cells, 3 trials\n");
  }

  /** Tunes, confirms and asks for the best as a file. */
  private String tuned(String task) throws IOException {
    Path results = folder.resolve("tuned");
    String yaml =
        """
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
