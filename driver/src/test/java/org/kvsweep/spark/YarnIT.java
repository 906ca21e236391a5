package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.ChildProcess;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;

/** Sweeps on a real YARN with HDFS; all daemons are processes of their own. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("nightly")
class YarnIT {
  private static final String QUICK =
      """
      name: quick
      task: {name: reverse, length: 8, train: 320, validation: 50, test: 50}
      model: {attention: [qkv, kv, kv-pos], width: 16, depth: 1, heads: 2}
      training: {epochs: 1, batch-size: 32}
      """;

  /** A sweep whose second trial needs more memory than a container of one gigabyte has. */
  private static final String OUTGROWN =
      """
      name: outgrown
      task: {name: reverse, length: 64, train: 8192, validation: 50, test: 50}
      model: {attention: [kv], width: 16, depth: 1, heads: 2}
      training: {epochs: 1, batch-size: [256, 8192]}
      """;

  private static final List<String> SMALL =
      List.of(
          "--conf", "spark.executor.cores=1",
          "--conf", "spark.executor.memory=512m",
          "--conf", "spark.executor.memoryOverhead=1g",
          "--conf", "spark.driver.memory=768m",
          "--conf", "spark.dynamicAllocation.enabled=false",
          "--conf", "spark.executor.instances=2");

  @TempDir private static Path clusterFolder;
  private static YarnCluster cluster;

  @TempDir private Path folder;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = new YarnCluster(clusterFolder);
    cluster.start();
    cluster.addNode("node-1");
    cluster.addNode("node-2");
  }

  @AfterAll
  static void stopCluster() throws Exception {
    cluster.close();
  }

  private List<String> arguments(String... own) {
    List<String> all = new ArrayList<>(Arrays.asList(own));
    all.addAll(SMALL);
    // An installed Spark uploads its jars; here they are on the only machine that there is.
    all.addAll(List.of("--conf", "spark.yarn.jars=local:" + clusterFolder + "/spark/jars/*"));
    return all;
  }

  /** Returns the arguments of {@code kvsweep submit} for results of that name. */
  private List<String> submission(Path file, String results) {
    return arguments(
        "submit",
        file.toString(),
        "--master",
        "yarn",
        "--out",
        cluster.address("/results/" + results));
  }

  private static String logs() throws IOException {
    return cluster.logs("node-1") + cluster.logs("node-2");
  }

  private static List<TrialRecord> ended(String results) throws IOException {
    return List.copyOf(
        ResultsFolder.at(cluster.address(results), cluster.clientConfiguration())
            .ended()
            .trials()
            .values());
  }

  /** Counts the records of trials; the folder need not be there yet. */
  private static long recorded(String results) throws IOException {
    org.apache.hadoop.fs.Path trials =
        new org.apache.hadoop.fs.Path(cluster.address(results + "/trials"));
    FileSystem files = trials.getFileSystem(cluster.clientConfiguration());
    return files.exists(trials)
        ? Arrays.stream(files.listStatus(trials))
            .filter(file -> file.getPath().getName().endsWith(".json"))
            .count()
        : 0;
  }

  @Test
  @Order(1)
  void theScriptRunsASweepWithTheDriverInTheClusterToTheLastBit() throws Exception {
    Path file = Files.writeString(folder.resolve("quick.yaml"), QUICK);

    ChildProcess submitted =
        cluster.submit(
            "script",
            "cluster/yarn/submit.sh",
            arguments(
                file.toString(),
                cluster.address("/results/script"),
                "--conf",
                "spark.eventLog.enabled=false"));

    assertThat(submitted.exitCode()).as(submitted.log()).isZero();
    List<TrialRecord> ended = ended("/results/script");
    assertThat(ended).hasSize(3);
    TrainingHere.assertThatNumbersAreTheSame(ended);
    assertThat(ended.get(0).outcome().run().environment().get("log"))
        .matches("http://.*/node/containerlogs/container_.*/stderr\\?start=-4096");
  }

  /** Submits the long sweep, and returns once the first of its trials has ended. */
  private ChildProcess submitLong(String name, String... more) throws Exception {
    Path file = Files.writeString(folder.resolve("long.yaml"), ClusterSweep.named("long"));
    List<String> arguments = submission(file, name);
    arguments.addAll(Arrays.asList(more));
    ChildProcess submitted = cluster.submit(name, "kvsweep", arguments);
    submitted.await("ended a trial", () -> recorded("/results/" + name) > 0);
    return submitted;
  }

  private static void assertThatAllAreTrained(String name, ChildProcess submitted)
      throws Exception {
    assertThat(submitted.exitCode()).as(submitted.log() + logs()).isZero();
    List<TrialRecord> ended = ended("/results/" + name);
    assertThat(ended).hasSize(9);
    TrainingHere.assertThatNumbersAreTheSame(ended);
  }

  @Test
  @Order(2)
  void theApplicationMasterIsKilledAndTheNextAttemptGoesOn() throws Exception {
    ChildProcess submitted =
        submitLong(
            "killed-master", "--deploy-mode", "cluster", "--conf", "spark.yarn.maxAppAttempts=2");
    assertThat(recorded("/results/killed-master")).isLessThan(9);

    master().destroyForcibly();

    assertThatAllAreTrained("killed-master", submitted);
  }

  private static ProcessHandle master() {
    return cluster
        .container("node-1", "ApplicationMaster")
        .or(() -> cluster.container("node-2", "ApplicationMaster"))
        .orElseThrow();
  }

  @Test
  @Order(5)
  void aNodeGoesAwayAndItsTrialsAreTrainedElsewhere() throws Exception {
    ChildProcess submitted = submitLong("lost-node");
    String lost = cluster.container("node-1", "ExecutorLauncher").isPresent() ? "node-2" : "node-1";

    cluster.cut(lost);

    assertThatAllAreTrained("lost-node", submitted);
  }

  @Test
  @Order(3)
  void aTrialThatOutgrowsItsContainerIsTriedOnceMoreAndFails() throws Exception {
    Path file = Files.writeString(folder.resolve("outgrown.yaml"), OUTGROWN);
    List<String> arguments = submission(file, "outgrown");
    arguments.addAll(List.of("--conf", "spark.executor.memoryOverhead=512m"));

    ChildProcess submitted = cluster.submit("outgrown", "kvsweep", arguments);

    assertThat(submitted.exitCode()).as(submitted.log()).isEqualTo(1);
    List<TrialRecord> ended = ended("/results/outgrown");
    assertThat(ended).hasSize(2);
    TrainingHere.assertThatNumbersAreTheSame(
        ended.stream().filter(record -> record.outcome().completed()).toList());
    TrialRecord outgrown =
        ended.stream().filter(record -> !record.outcome().completed()).findFirst().orElseThrow();
    assertThat(outgrown.attempt()).isEqualTo(2);
    assertThat(outgrown.outcome())
        .isInstanceOfSatisfying(
            TrialOutcome.Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
              assertThat(failed.message())
                  .contains("Container killed by YARN for exceeding physical memory limits.");
            });
  }

  @Test
  @Order(4)
  void trialsShareTheGpuThatTheScriptFindsOnTheirNode() throws Exception {
    PretendedGpu.put(cluster.programs("node-1"), 0, "8.0");
    PretendedGpu.put(cluster.programs("node-2"), 3, "8.0");
    Path file =
        Files.writeString(
            folder.resolve("gpus.yaml"), QUICK.replace("[qkv, kv, kv-pos]", "kv") + "seeds: 4\n");
    String jar = GpuTellingEngine.jar(folder.resolve("engine.jar")).toString();
    List<String> arguments =
        arguments(
            file.toString(),
            cluster.address("/results/gpus"),
            "--engine",
            GpuTellingEngine.NAME,
            "--data",
            Files.createDirectory(folder.resolve("data")).toString(),
            "--conf",
            "spark.task.resource.gpu.amount=0.5",
            "--conf",
            "spark.eventLog.enabled=false");
    arguments.addAll(List.of("--conf", "spark.executor.cores=2", "--", "--jars", jar));

    ChildProcess submitted =
        cluster.submit(
            "gpus",
            "cluster/yarn/submit.sh",
            Map.of("KVSWEEP_GPUS", "1", "KVSWEEP_CLASSPATH", jar),
            arguments);

    assertThat(submitted.exitCode()).as(submitted.log() + logs()).isZero();
    assertThat(ended("/results/gpus"))
        .extracting(record -> record.outcome().run().environment().get("device"))
        .containsExactlyInAnyOrder(
            "gpu 0, Pretended Card, 8192 MiB",
            "gpu 0, Pretended Card, 8192 MiB",
            "gpu 3, Pretended Card, 8192 MiB",
            "gpu 3, Pretended Card, 8192 MiB");
  }
}
