package org.kvsweep.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
