package org.kvsweep.export.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.PageCode;
import org.kvsweep.Python;
import org.kvsweep.report.SweepResults;
import org.kvsweep.results.SampleTrials;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.settings.Settings;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

class ParquetTablesTest {
  /** Where the page says that the tables of a sweep are. */
  private static final String PLACE = "results/quickstart/export-parquet";

  @TempDir private static Path home;
  private static List<TrialRecord> trials;
  @TempDir private Path folder;

  @BeforeAll
  static void writeTwice() throws IOException {
    trials = new ArrayList<>();
    for (int seed = 0; seed < 5; seed++) {
      trials.add(SampleTrials.completed(seed, 10 + seed));
    }
    trials.add(SampleTrials.failed(9, 30));
    trials.add(odd());

    ParquetTables.write(results(), home.resolve(PLACE).toString());
    ParquetTables.write(results(), home.resolve(PLACE).toString());
  }

  private static SweepResults results() {
    Map<TrialId, TrialSpec> specs = new LinkedHashMap<>();
    Map<TrialId, TrialRecord> ended = new LinkedHashMap<>();
    for (TrialRecord trial : trials) {
      specs.put(trial.id(), trial.spec());
      ended.put(trial.id(), trial);
    }
    return new SweepResults("sweep", List.of(), specs, ended);
  }

  private static TrialRecord odd() {
    TrialSpec spec =
        new TrialSpec(
            new Settings(Map.of("name", "'; x", "a.b", 1L, "a-b", true)),
            new Settings(Map.of("attention", "kv", "width", 0.5)),
            new Settings(Map.of("seconds", 60.0)),
            7);
    return new TrialRecord(
        TrialId.of(spec),
        spec,
        new TrialOutcome.Completed(SampleTrials.run(Double.NaN)),
        1,
        "here",
        Instant.EPOCH,
        Instant.EPOCH.plusSeconds(1));
  }

  @Test
  void whatIsNoTableOfOursIsNotReplaced() throws IOException {
    Path mine = folder.resolve("metrics.parquet/mine.txt");
    Files.createDirectories(mine.getParent());
    Files.writeString(mine, "precious");

    assertThatIOException()
        .isThrownBy(() -> ParquetTables.write(results(), folder.toString()))
        .withMessageEndingWith(
            "metrics.parquet: expected nothing there or a table of an earlier export, got mine.txt");
    assertThat(mine).hasContent("precious");
    assertThat(folder.resolve("trials.parquet")).doesNotExist();

    Path file = Files.writeString(folder.resolve("trials.parquet"), "of another program");
    assertThatIOException()
        .isThrownBy(() -> ParquetTables.write(results(), folder.toString()))
        .withMessageEndingWith("an earlier export, got trials.parquet");
    assertThat(file).hasContent("of another program");
  }

  @Test
  void everyTrialAndEveryNumberIsARow() throws Exception {
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()) {
      Path tables = home.resolve(PLACE);
      List<Row> rows = spark.read().parquet(tables + "/trials.parquet").collectAsList();
      List<Row> points = spark.read().parquet(tables + "/metrics.parquet").collectAsList();

      assertThat(rows).hasSize(7);
      Row first = row(rows, trials.get(0).id());
      assertThat(first.<String>getAs("task_name")).isEqualTo("reverse");
      assertThat(first.<Double>getAs("model_width")).isEqualTo(64.0);
      assertThat(first.<Double>getAs("training_learning_rate")).isEqualTo(1e-3);
      assertThat(first.<Long>getAs("task_length")).isEqualTo(16L);
      assertThat(first.<String>getAs("cause")).isNull();
      assertThat(first.<java.sql.Timestamp>getAs("ended").toInstant())
          .isEqualTo(trials.get(0).ended());
      assertThat(first.getJavaMap(first.fieldIndex("metrics")).get("test-accuracy")).isEqualTo(0.5);
      assertThat(row(rows, trials.get(5).id()).<String>getAs("cause"))
          .isEqualTo("hang: no progress for 60 s");
      assertThat(first.<Double>getAs("test_accuracy")).isEqualTo(0.5);
      assertThat(first.<Double>getAs("train_loss")).isEqualTo(0.5);
      assertThat(row(rows, trials.get(5).id()).<Double>getAs("test_accuracy")).isNull();
      Row odd = row(rows, odd().id());
      // The time that it took has the name that its budget would have
      assertThat(odd.<Double>getAs("training_seconds")).isEqualTo(9.75);
      assertThat(odd.<Double>getAs("training_seconds_")).isEqualTo(60.0);
      assertThat(odd.<Long>getAs("task_length")).isNull();
      assertThat(odd.<Boolean>getAs("task_a_b")).isTrue();
      assertThat(odd.<Long>getAs("task_a_b_")).isEqualTo(1L);
      // Three numbers each, and none of the failed trial
      assertThat(points).hasSize(6 * 3);
      assertThat(points)
          .filteredOn(
              p -> p.<String>getAs("metric").equals("train-loss") && p.<Long>getAs("seed") == 3)
          .extracting(p -> p.<Double>getAs("value"))
          .containsExactly(1.25, 0.5);
    }
  }

  @Test
  void theLinesOfThePageRunInPandas() throws Exception {
    Python python = Python.with("pandas");
    String lines = PageCode.of("exports.md").block("python");

    String printed = python.run("import os, sys\nos.chdir(sys.argv[1])\n" + lines, home.toString());

    assertThat(lines).hasLineCount(5);
    assertThat(printed.lines().map(line -> String.join(" ", line.strip().split(" +"))))
        .contains("mean std count", "reverse qkv 0.5 0.0 5");
  }

  private static Row row(List<Row> rows, TrialId id) {
    return rows.stream()
        .filter(row -> row.<String>getAs("trial").equals(id.value()))
        .findFirst()
        .orElseThrow();
  }
}
