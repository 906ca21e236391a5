package org.kvsweep.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.Patience;

class KvsweepTest {
  private static final Sweep TINY =
      Sweep.parse(
          """
          name: tiny
          task: {name: reverse, length: 4, train: 32, validation: 10, test: 10}
          model: {attention: [qkv, kv], width: 8, depth: 1, heads: 1}
          training: {epochs: 1, batch-size: 32}
          """);

  @TempDir private Path folder;

  private static JavaSparkContext spark() {
    SparkConf conf =
        new SparkConf()
            .setAppName("somebody's")
            .setMaster("local[2]")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1");
    Kvsweep.sparkSettings().forEach(conf::set);
    return new JavaSparkContext(conf);
  }

  @Test
  void whatACommandHasLeftInTheFolderIsRenewed() throws Exception {
    Path results = folder.resolve("results");
    Path report = results.resolve("report.html");
    try (JavaSparkContext spark = spark()) {
      Kvsweep.run(TINY, spark, results.toString());
      assertThat(report).content().contains("kvsweep run sweep.yaml --out " + results);

      Files.writeString(results.resolve("command.txt"), "kvsweep run old.yaml --seeds 1\n");
      Files.writeString(report, "old");
      Kvsweep.run(TINY.seeds(2), spark, results.toString(), ended -> awaitChange(report));
    }

    assertThat(results.resolve("command.txt")).doesNotExist();
    assertThat(report)
        .content()
        .contains("kvsweep run sweep.yaml --out " + results, "\"completed\":4")
        .doesNotContain("old.yaml");
  }

  /** Waits for the report that is written while the sweep runs. */
  private static void awaitChange(Path report) {
    Instant end = Instant.now().plus(Patience.LIMIT);
    while (report.toFile().length() == "old".length()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void aStoppedApplicationIsRefused() {
    JavaSparkContext stopped = spark();
    stopped.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> Kvsweep.run(TINY, stopped, folder.resolve("results").toString()))
        .withMessage(
            "Cannot run sweeps: this SparkContext has been stopped; make a new one and run the sweep"
                + " in that");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anApplicationThatCanNotGiveTrialsWhatTheyAskForIsRefusedBeforeThereIsAFolder() {
    try (JavaSparkContext spark = spark()) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  Kvsweep.run(
                      TINY.set("resources.cpus", "2"), spark, folder.resolve("results").toString()))
          .withMessageStartingWith("Cannot give a trial 2 cpus: with master local[2] Spark has no");
    }
    assertThat(folder).isEmptyDirectory();
  }
}
