package org.kvsweep.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.ChildProcess;
import org.kvsweep.PageCode;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.training.Dl4jEngine;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialId;
import org.slf4j.LoggerFactory;

/** Sweeps in a Spark application that belongs to somebody else. */
class KvsweepIT {
  private static final String SMALL =
      """
      name: small
      task: {name: reverse, length: 8, train: 320, validation: 50, test: 50}
      model: {attention: [qkv, kv, kv-pos], width: 16, depth: 1, heads: 2}
      training: {epochs: 3, batch-size: 32}
      """;

  @TempDir private Path folder;

  private static SparkConf conf() {
    return new SparkConf()
        .setAppName("somebody's")
        .setMaster("local[2]")
        .set("spark.ui.enabled", "false")
        .set("spark.driver.host", "127.0.0.1")
        .set("spark.driver.bindAddress", "127.0.0.1");
  }

  @Test
  void runsContinuesAndLeavesTheApplicationAsItIs() throws Exception {
    SparkConf conf = conf();
    Kvsweep.sparkSettings().forEach(conf::set);
    String results = folder.resolve("results").toString();
    Sweep sweep = Sweep.parse(SMALL).set("training.epochs", "1").seeds(2);
    List<Trial> heard = new ArrayList<>();
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      Results first = Kvsweep.run(sweep, spark, results, heard::add);

      assertThat(sweep.name()).isEqualTo("small");
      assertThat(sweep.trials()).isEqualTo(6);
      assertThat(first.complete()).isTrue();
      assertThat(first.comparedKey()).contains("model.attention");
      assertThat(first.trials()).hasSize(6).containsExactlyInAnyOrderElementsOf(heard);
      assertThat(first.differences())
          .extracting(Difference::side, Difference::baseline, Difference::pairs)
          .containsExactly(tuple("kv", "qkv", 2), tuple("kv-pos", "qkv", 2));
      Trial trial = first.trials().get(0);
      assertThat(trial.settings())
          .containsEntry("model.attention", "qkv")
          .containsEntry("training.epochs", 1L);
      assertThat(trial.metrics()).isEqualTo(trainedHere(results, trial));

      heard.clear();
      Results more = Kvsweep.run(sweep.seeds(3), spark, results, heard::add);

      assertThat(heard).hasSize(3);
      assertThat(more.trials()).hasSize(9).containsAll(first.trials());
      assertThat(spark.parallelize(List.of(1, 2, 3)).count()).isEqualTo(3);
      assertThat(spark.getLocalProperty("spark.jobGroup.id")).isNull();
      assertThat(spark.getLocalProperty("spark.job.interruptOnCancel")).isNull();
      assertThat(LoggerFactory.getLogger("org.apache.spark").isErrorEnabled()).isTrue();
    }
    assertThat(Kvsweep.read(results, new Configuration()).trials()).hasSize(9);
  }

  @Test
  void keepsASweepOutOfTheFolderAndTheApplicationOfAnother() throws Exception {
    SparkConf conf = conf();
    Kvsweep.sparkSettings().forEach(conf::set);
    String results = folder.resolve("results").toString();
    Sweep small =
        Sweep.parse(SMALL).seeds(1).set("training.epochs", "1").set("model.attention", "kv");
    Sweep other = small.named("other").set("task.name", "swap");
    List<Throwable> refused = new ArrayList<>();
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      Kvsweep.run(
          small,
          spark,
          results,
          trial ->
              refused.add(
                  catchThrowable(
                      () -> Kvsweep.run(other, spark, folder.resolve("other").toString()))));

      assertThat(refused)
          .singleElement()
          .isInstanceOf(IllegalStateException.class)
          .extracting(Throwable::getMessage)
          .isEqualTo("Cannot run the sweep: another sweep is running in this Spark application");
      assertThat(folder.resolve("other")).doesNotExist();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Kvsweep.run(other, spark, results))
          .withMessage(
              "Cannot run other in %s: the folder has 1 trial of sweep small and none of this one; choose another folder for it"
                  .formatted(results));
      assertThat(folder.resolve("results/sweep.yaml")).content().contains("name: small");
    }
  }

  private static Map<String, Double> trainedHere(String results, Trial trial) throws Exception {
    TrialRecord record =
        ResultsFolder.at(results, new Configuration())
            .ended()
            .trials()
            .get(new TrialId(trial.id()));
    return new Dl4jEngine().run(record.spec(), TrialContext.alone(Path.of("unused"))).run().last();
  }

  @Test
  void saysWhatIsWrongBeforeAnythingRuns() throws Exception {
    try (JavaSparkContext plain = new JavaSparkContext(conf())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Kvsweep.run(Sweep.parse(SMALL), plain, folder.toString()))
          .withMessageStartingWith(
              "Cannot run sweeps with this Spark configuration: spark.serializer has to be");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  Kvsweep.run(
                      Sweep.parse(SMALL).set("model.dept", "2").set("training.epochs", "0"),
                      plain,
                      folder.toString()))
          .withMessageContainingAll("model.dept", "training.epochs");
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void theCodeOfThePageRuns() throws Exception {
    Path classes =
        PageCode.of("java.md")
            .compiled(folder, "target/kvsweep.jar:" + System.getProperty("java.class.path"));
    Path sweep = Files.writeString(folder.resolve("small.yaml"), SMALL);
    List<String> command = new ArrayList<>(List.of(ChildProcess.jdk("java")));
    command.addAll(ChildProcess.moduleOptions());
    command.addAll(
        List.of(
            "-Dspark.driver.bindAddress=127.0.0.1",
            "-Dspark.driver.host=127.0.0.1",
            "-Dspark.ui.enabled=false",
            "-cp",
            classes + ":target/kvsweep.jar:" + Files.readString(Path.of("target/spark.classpath")),
            "com.example.IsTheQueryNeeded",
            sweep.toString(),
            folder.resolve("results").toString()));

    try (ChildProcess process =
        ChildProcess.start(new ProcessBuilder(command), folder.resolve("log"))) {
      assertThat(process.exitCode()).as(process.log()).isZero();
      assertThat(process.log()).contains("reverse: kv against qkv: ", "(2 seeds)");
    }
  }
}
