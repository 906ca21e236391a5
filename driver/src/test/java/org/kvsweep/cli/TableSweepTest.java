package org.kvsweep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.cli.Cli.Result;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.task.parquet.WrittenFile;

/** A sweep on a table, from its file to what commands say of it. */
class TableSweepTest {
  @TempDir private Path folder;

  private Path sweep(String table) throws IOException {
    Files.writeString(folder.resolve("t.csv"), table);
    return Files.writeString(
        folder.resolve("t.yaml"),
        """
        name: t
        task: {name: table, file: t.csv, target: y}
        model: {width: 8, depth: 1, dropout: [0.0, 0.5]}
        training: {epochs: 20, batch-size: 8, learning-rate: 1e-2, updater: nadam}
        compare: model.dropout
        seeds: 2
        keep: best
        """);
  }

  @Test
  void aTableIsLearntAndItsModelsHaveNoAttention() throws IOException {
    String rows =
        IntStream.range(0, 100)
            .mapToObj(i -> "%d,%s,%s".formatted(i, i % 3 == 0 ? "u" : "v", i > 50 ? "no" : "yes"))
            .collect(Collectors.joining("\n"));
    Path sweep = sweep("a,b,y\n" + rows);
    Path results = folder.resolve("results");

    Result run = Cli.run("run", sweep.toString(), "--slots", "1", "--out", results.toString());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("t: 4 trials, 4 completed", "table: test-accuracy", "minus dropout 0")
        .contains("Models: 2 kept, ");
    String trial =
        SweepFile.read(sweep, TaskCatalog.load()).trials().stream()
            .map(one -> one.id().value())
            .filter(id -> Files.exists(results.resolve("models").resolve(id + ".zip")))
            .findFirst()
            .orElseThrow();
    Result attention = Cli.run("attention", results + "/" + trial);
    assertThat(attention.code()).isEqualTo(ExitCode.USAGE);
    assertThat(attention.err())
        .startsWith(
            "Cannot show the attention of %s/%s: its model has none".formatted(results, trial));
  }

  @Test
  void eachCellIsPlannedWithTheParametersThatItsTrialsHave() throws IOException {
    Files.writeString(folder.resolve("t.csv"), "a,y\n1,no\n2,yes\n3,no\n4,yes\n5,no\n6,yes\n");
    Path sweep =
        Files.writeString(
            folder.resolve("w.yaml"),
            """
            name: w
            task: {name: table, file: t.csv, target: y, validation-share: 0.2, test-share: 0.2}
            model: {width: [8, 512], depth: 1}
            training: {epochs: 1, batch-size: 2}
            """);
    Path results = folder.resolve("widths");

    Result plan = Cli.run("plan", sweep.toString());
    Result run = Cli.run("run", sweep.toString(), "--slots", "1", "--out", results.toString());

    assertThat(plan.out()).containsPattern("=8 +1 +34 ").containsPattern("=512 +1 +2,050 ");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(ResultsFolder.at(results.toString(), new Configuration()).ended().trials().values())
        .extracting(trial -> trial.outcome().run().parameters())
        .containsExactlyInAnyOrder(34L, 2050L);
  }

  @Test
  void whatIsWrongWithATableIsSaidLineByLine() throws IOException {
    Path sweep = sweep("a,y\n1,no\n2\nNA,yes\n");

    Result run = Cli.run("run", sweep.toString(), "--out", folder.resolve("results").toString());

    assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .contains(
            """
            Cannot use the table t.csv: 2 problems
              t.csv:3: expected 2 cells, as the header has, got 1
              t.csv:4: expected a value of a, got NA;\
            """);
  }

  @Test
  void aTableInParquetIsPlannedTrainedAndItsChangesNoticed() throws IOException {
    Path table = folder.resolve("t.parquet");
    WrittenFile.numbers(table, 100);
    Path sweep =
        Files.writeString(
            folder.resolve("p.yaml"),
            """
            name: p
            task: {name: table, file: t.parquet, target: y}
            model: {width: 8, depth: 1}
            training: {epochs: 2, batch-size: 8}
            """);
    String results = folder.resolve("parquet").toString();

    assertThat(Cli.run("plan", sweep.toString()).out()).contains("table      1          34");
    Result run = Cli.run("run", sweep.toString(), "--slots", "1", "--out", results);
    WrittenFile.numbers(table, 90);
    Result changed = Cli.run("run", sweep.toString(), "--slots", "1", "--out", results);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("p: 1 trial, 1 completed");
    assertThat(changed.err()).contains("The data files have changed since 1 trial ended");
    Files.write(table, Arrays.copyOf(Files.readAllBytes(table), 300));
    assertThat(Cli.run("run", sweep.toString(), "--out", results + "-anew").err())
        .startsWith("Cannot read t.parquet: expected a whole Parquet file")
        .doesNotContain("\tat ");
  }
}
