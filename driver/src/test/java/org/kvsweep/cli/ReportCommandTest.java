package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kvsweep.report.SampleFolder;
import org.kvsweep.report.TableFormat;
import org.kvsweep.results.FolderResultsStore;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

class ReportCommandTest {
  @TempDir private Path folder;

  @Test
  void tablesAreMadeAgainFromTheTrials() throws IOException {
    Path results = results("echoes", "toy-echo");
    Files.deleteIfExists(results.resolve("table.md"));

    Cli.Result report = Cli.run("report", results.toString());

    assertThat(report.code()).isZero();
    assertThat(report.err()).isEmpty();
    assertThat(report.out())
        .startsWith("echoes: 12 trials, 12 completed\n")
        .contains("toy-echo: test-accuracy");
    assertThat(results.resolve("table.md")).content().contains("toy-echo");
    assertThat(results.resolve("report.html")).content().contains("toy-echo");
  }

  @Test
  void theTableOfAFolderThatCannotBeWrittenIsShownAllTheSame() throws IOException {
    Path results = results("echoes", "toy-echo");
    Files.delete(results.resolve(".tmp"));
    Files.writeString(results.resolve(".tmp"), "where files are written before they get a name");

    Cli.Result report = Cli.run("report", results.toString());

    assertThat(report.code()).isZero();
    assertThat(report.out())
        .startsWith("echoes: 12 trials, 12 completed\n")
        .contains("toy-echo: test-accuracy")
        .doesNotContain("Report:");
    assertThat(report.err())
        .startsWith("report.html was not written: Cannot write " + results.resolve("table.md"))
        .endsWith("; --out writes it elsewhere\n")
        .hasLineCount(1);
    Path elsewhere = folder.resolve("elsewhere");
    assertThat(Cli.run("report", results.toString(), "--out", elsewhere.toString()).out())
        .endsWith("Report: " + elsewhere.resolve("report.html") + "\n");
  }

  @Test
  void aFormatPrintsTheTableAndWritesNothing() throws IOException {
    Path results = results("echoes", "toy-echo");
    assertThat(Cli.run("report", results.toString()).code()).isZero();
    String markdown = Files.readString(results.resolve("table.md"));
    String csv = Files.readString(results.resolve("table.csv"));
    Files.delete(results.resolve("table.md"));
    Files.delete(results.resolve("report.html"));

    Cli.Result report = Cli.run("report", results.toString(), "--format", "markdown");

    assertThat(report.code()).isZero();
    assertThat(report.err()).isEmpty();
    assertThat(report.out()).isEqualTo(markdown);
    assertThat(Cli.run("report", results.toString(), "--format", "CSV").out()).isEqualTo(csv);
    assertThat(results.resolve("table.md")).doesNotExist();
    assertThat(results.resolve("report.html")).doesNotExist();
    assertThat(Cli.run("report", results.toString(), "--format", "xlsx").err())
        .startsWith("Cannot use --format: expected one of markdown, csv, latex, json, got xlsx\n");
  }

  @Test
  void rowsBaselineAndMetricCanBeChosen() throws IOException {
    Path results = results("echoes", "toy-echo");

    assertThat(Cli.run("report", results.toString(), "--by-cell").out())
        .contains("toy-echo, length 16, depth 1", "toy-echo, length 16, depth 2");
    assertThat(Cli.run("report", results.toString(), "--by", "model.depth").out())
        .contains("toy-echo, depth 1", "toy-echo, depth 2")
        .doesNotContain("toy-echo, length 16");
    assertThat(Cli.run("report", results.toString(), "--baseline", "kv").out())
        .contains("minus kv", "\nAnswer: none yet: one seed says nothing about chance");
    assertThat(Cli.run("report", results.toString(), "--metric", "test-loss").out())
        .contains("toy-echo: test-loss");
  }

  @Test
  void rowsAndMetricsThatThereAreNotAreRefused() throws IOException {
    Path results = results("echoes", "toy-echo");
    Files.deleteIfExists(results.resolve("table.md"));

    Cli.Result rows = Cli.run("report", results.toString(), "--by", "dept");
    assertThat(rows.code()).isEqualTo(2);
    assertThat(rows.err())
        .startsWith("Cannot make rows by dept: expected one of model.attention, model.depth, ");
    Cli.Result metric = Cli.run("report", results.toString(), "--metric", "bleu");
    assertThat(metric.code()).isEqualTo(2);
    assertThat(metric.err())
        .startsWith("Cannot compare bleu: expected one of test-accuracy, test-loss\n");
    assertThat(Cli.run("report", results.toString(), "--metric", "test-acuracy").err())
        .contains(" (did you mean test-accuracy?)\n");
    assertThat(Cli.run("report", results.toString(), "--filter", "attention=kv-pso").err())
        .contains(" (did you mean kv-pos?)\n");
    assertThat(Cli.run("report", results.toString(), "--filter", "length=65").err())
        .startsWith("Cannot filter by task.length=65: expected one of 16, 64\n");
    assertThat(results.resolve("table.md")).doesNotExist();
  }

  @Test
  void someTrialsAreShownWithoutTouchingTheTablesOfAll() throws IOException {
    Path results = results("echoes", "toy-echo");
    Files.deleteIfExists(results.resolve("table.md"));

    Cli.Result report =
        Cli.run("report", results.toString(), "--filter", "depth=2", "--filter", "length=16,64");

    assertThat(report.code()).isZero();
    assertThat(report.out()).startsWith("echoes: 6 trials, 6 completed\n");
    assertThat(results.resolve("table.md")).doesNotExist();
    Cli.Result wrong = Cli.run("report", results.toString(), "--filter", "depth=3");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).startsWith("Cannot filter by model.depth=3: expected one of 1, 2");
  }

  @Test
  void whatIsShownIsWrittenWhereItIsAskedFor() throws IOException {
    Path echoes = results("echoes", "toy-echo");
    Path parrots = results("parrots", "toy-parrot");
    Path both = folder.resolve("both");

    Cli.Result report =
        Cli.run(
            "report",
            echoes.toString(),
            parrots.toString(),
            "--group-by",
            "depth",
            "--out",
            both.toString());

    assertThat(report.code()).isZero();
    assertThat(both.resolve("table.md"))
        .content()
        .contains("toy-echo, depth 1", "toy-parrot, depth 2");
    assertThat(both.resolve("report.html")).content().contains("echoes and parrots");
    assertThat(report.out()).endsWith("Report: " + both.resolve("report.html") + "\n");

    Path file = Files.writeString(folder.resolve("file"), "");
    Cli.Result refused =
        Cli.run("report", echoes.toString(), "--out", file.resolve("x").toString());
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).startsWith("Cannot write tables and report into " + file);
  }

  @Test
  void severalFoldersAreComparedTogether() throws IOException {
    Path echoes = results("echoes", "toy-echo");
    Path parrots = results("parrots", "toy-parrot");

    Cli.Result report = Cli.run("report", echoes.toString(), parrots.toString());

    assertThat(report.code()).isZero();
    assertThat(report.out())
        .startsWith("echoes and parrots: 24 trials, 24 completed\n")
        .contains("toy-echo: test-accuracy", "toy-parrot: test-accuracy");
    assertThat(echoes.resolve("table.md")).content().doesNotContain("toy-parrot");
  }

  @Test
  void aTrialThatFailedInOneFolderCountsAsItCompletedInTheOther() throws IOException {
    Path fails = results("fails", "toy-echo", spec -> ToySweep.failed());
    Path completes = results("completes", "toy-echo");

    assertThat(Cli.run("report", fails.toString(), completes.toString()).out())
        .startsWith("fails and completes: 12 trials, 12 completed\n");
    assertThat(Cli.run("report", completes.toString(), fails.toString()).out())
        .startsWith("completes and fails: 12 trials, 12 completed\n");
  }

  private Path comparing(String name, String compare) throws IOException {
    String yaml =
        """
        name: %s
        task: {name: toy-echo}
        model: {attention: [qkv, kv], depth: [1, 2]}
        %s
        """
            .formatted(name, compare);
    return folder(name, yaml, ReportCommandTest::completed);
  }

  @Test
  void theFilesOfEachFolderAnswerItsOwnQuestion() throws IOException {
    Path byDepth = comparing("by-depth", "compare: {key: model.depth, baseline: 2}");
    Path plain = comparing("plain", "");
    assertThat(Cli.run("report", byDepth.toString()).out()).contains("minus depth 2");
    String table = Files.readString(byDepth.resolve("table.csv"));
    String results = Files.readString(byDepth.resolve("results.json"));

    Cli.Result both = Cli.run("report", plain.toString(), byDepth.toString());

    assertThat(both.out()).contains("minus qkv").doesNotContain("minus depth");
    assertThat(byDepth.resolve("table.csv")).hasContent(table);
    assertThat(byDepth.resolve("results.json")).hasContent(results);
    assertThat(plain.resolve("table.csv")).content().contains("qkv");

    Path other = comparing("other", "compare: model.depth");
    assertThat(Cli.run("report", other.toString(), byDepth.toString()).out())
        .contains("minus depth 1");
    assertThat(byDepth.resolve("table.csv")).hasContent(table);
    assertThat(Cli.run("report", plain.toString(), byDepth.toString(), "--compare", "depth").out())
        .contains("minus depth 1");
    assertThat(byDepth.resolve("results.json")).content().contains("\"baseline\" : \"1\"");
    assertThat(plain.resolve("table.csv")).content().startsWith("task,row,metric,depth,");
  }

  @Test
  void aBaselineIsThatOfTheFoldersWhichHaveIt() throws IOException {
    Path byDepth = comparing("by-depth", "compare: model.depth");
    Path plain = comparing("plain", "");

    Cli.Result both = Cli.run("report", byDepth.toString(), plain.toString(), "--baseline", "kv");

    assertThat(both.out()).contains("minus kv");
    assertThat(plain.resolve("results.json")).content().contains("\"baseline\" : \"kv\"");
    assertThat(byDepth.resolve("results.json")).content().contains("\"baseline\" : \"1\"");
  }

  @Test
  void aFilterLeavesOutTrialsThatTheComparedKeyLacks() throws IOException {
    String yaml =
        """
        name: two
        task: {name: [toy-echo, toy-parrot], echoes: [1, 2, 3]}
        """;
    String results = folder("two", yaml, ReportCommandTest::completed).toString();

    Cli.Result refused = Cli.run("report", results, "--compare", "echoes");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err())
        .startsWith(
            "Cannot compare by task.echoes: expected it in all trials, got trials of toy-echo"
                + " without it; --filter leaves them out\n");

    String[] parrots = {"report", results, "--compare", "echoes", "--filter", "task=toy-parrot"};
    Cli.Result shown = Cli.run(parrots);
    assertThat(shown.err()).isEmpty();
    assertThat(shown.out()).contains("3 trials, 3 completed", "minus echoes 1");
    assertThat(Cli.run("best", results, "--compare", "echoes", "--filter", "task=toy-parrot").out())
        .contains("Best in toy-parrot by test-accuracy:", "  echoes 3 ");
  }

  @Test
  void whereTheSweepFileCanNotBeReadAnyMoreAllTrialsAreShown() throws IOException {
    Path results = results("echoes", "toy-echo");
    Files.writeString(results.resolve("sweep.yaml"), "name: echoes\ntask: {name: [}\n");

    Cli.Result report = Cli.run("report", results.toString());

    assertThat(report.code()).isZero();
    assertThat(report.err()).startsWith(results + "/sweep.yaml:2: not valid YAML");
    assertThat(report.out()).contains("12 trials, 12 completed", "toy-echo: test-accuracy");
  }

  @Test
  void aLinkOutOfTheFolderIsNotReadIntoTheReport() throws IOException {
    Path results = results("echoes", "toy-echo");
    Path secret = Files.writeString(folder.resolve("key"), "name: hush-hush\n");
    for (String name : List.of("sweep.yaml", "command.txt", "waiting.json")) {
      Files.deleteIfExists(results.resolve(name));
      Files.createSymbolicLink(results.resolve(name), secret);
    }

    Cli.Result report = Cli.run("report", results.toString());

    assertThat(report.code()).isZero();
    assertThat(report.err())
        .isEqualTo(
            "Cannot read %s/sweep.yaml: it is a link that leads out of the results folder\n"
                .formatted(results));
    assertThat(report.out()).contains("12 trials, 12 completed").doesNotContain("hush-hush");
    assertThat(results.resolve("report.html")).content().doesNotContain("hush-hush");
    assertThat(results.resolve("results.json")).content().doesNotContain("hush-hush");
  }

  @Test
  void aFolderMayBeReachedByALink() throws IOException {
    Path link = folder.resolve("latest");
    Files.createSymbolicLink(link, results("echoes", "toy-echo"));

    Cli.Result report = Cli.run("report", link.toString());

    assertThat(report.err()).isEmpty();
    assertThat(report.out()).startsWith("echoes: 12 trials, 12 completed\n");
  }

  @ParameterizedTest
  @EnumSource(TableFormat.class)
  void noFormatSteersATerminal(TableFormat format) throws IOException {
    String hostile = "x\u001b[31m\u009b2J\u202e\u200b\u2028\u0007\r";
    Path results = folder.resolve("hostile");
    try (FolderResultsStore store =
        FolderResultsStore.open(
            results.toString(), "name: a\n", new Configuration(), Clock.systemUTC())) {
      TrialSpec spec =
          new TrialSpec(
              new Settings(Map.of("name", hostile)),
              new Settings(Map.of("attention", hostile)),
              new Settings(Map.of()),
              0);
      EpochMetrics metrics = new EpochMetrics(1, 1, 1, Map.of("test-accuracy", 1.0, hostile, 1.0));
      TrialRun run =
          new TrialRun(
              1, 1, 1, 1, 1, 1, 1, 1, new TreeMap<>(Map.of(hostile, hostile)), List.of(metrics));
      store.record(
          new TrialRecord(
              TrialId.of(spec),
              spec,
              new TrialOutcome.Completed(run),
              1,
              hostile,
              Instant.EPOCH,
              Instant.EPOCH));
    }

    String table = Cli.run("report", results.toString(), "--format", format.toString()).out();

    assertThat(table).contains("test-accuracy");
    assertThat(table.replaceAll("\r?\n", "")).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}]");
  }

  @Test
  void anotherFolderIsNoResultsFolder() {
    Cli.Result report = Cli.run("report", folder.resolve("nothing").toString());

    assertThat(report.code()).isEqualTo(2);
    assertThat(report.err())
        .startsWith("Cannot read results from " + folder)
        .as("a sentence that explains itself")
        .doesNotContain("--stacktrace");
  }

  @Test
  void aFolderOfResultsFoldersNamesOneOfThem() throws IOException {
    Path results = results("echoes", "toy-echo");
    results("more", "toy-echo");
    Files.writeString(folder.resolve("notes.txt"), "");

    Cli.Result report = Cli.run("report", folder.toString());

    assertThat(report.code()).isEqualTo(2);
    assertThat(report.err())
        .startsWith(
            "Cannot read results from %s: it holds 2 results folders, such as %s; 'kvsweep list %s'"
                    .formatted(folder, results, folder)
                + " lists them\n");
  }

  @Test
  void onlyModelsOfTheTrialsThatAreShownAreCounted() throws IOException {
    Path results = folder.resolve("models");
    try (SampleFolder sample = SampleFolder.open(results, "models", 1)) {
      sample.complete(12, spec -> new TrainedModel(new byte[] {1}));
    }

    assertThat(Cli.run("report", results.toString()).out()).contains("Models: 12 kept, ");
    assertThat(Cli.run("report", results.toString(), "--filter", "attention=kv").out())
        .contains("Models: 4 kept, ");
  }

  private Path results(String name, String task) throws IOException {
    return results(name, task, ReportCommandTest::completed);
  }

  private static TrialOutcome completed(TrialSpec spec) {
    return new TrialOutcome.Completed(ToyEngine.run(spec));
  }

  private Path results(String name, String task, Function<TrialSpec, TrialOutcome> ends)
      throws IOException {
    String yaml =
        """
        name: %s
        task: {name: %s, length: [16, 64]}
        model: {attention: [qkv, kv, kv-pos], depth: [1, 2]}
        """;
    return folder(name, yaml.formatted(name, task), ends);
  }

  private Path folder(String name, String yaml, Function<TrialSpec, TrialOutcome> ends)
      throws IOException {
    SweepSpec sweep = SweepFile.parse(yaml, "test.yaml", TaskCatalog.load());
    Path results = folder.resolve(name);
    try (FolderResultsStore store =
        FolderResultsStore.open(
            results.toString(), sweep.source(), new Configuration(), Clock.systemUTC())) {
      for (PlannedTrial trial : sweep.trials()) {
        store.record(
            new TrialRecord(
                trial.id(),
                trial.spec(),
                ends.apply(trial.spec()),
                1,
                "here",
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(1)));
      }
    }
    return results;
  }
}
