package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
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

/** Sweeps by {@code cluster/kubernetes/submit.sh}; {@link KubernetesCluster} says on what. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("nightly")
class KubernetesIT {
  private static final List<String> SMALL =
      List.of(
          "--conf", "spark.executor.instances=2",
          "--conf", "spark.executor.cores=1",
          "--conf", "spark.executor.memory=512m",
          "--conf", "spark.driver.memory=768m",
          "--conf", "spark.eventLog.enabled=false");

  @TempDir private static Path clusterFolder;
  @TempDir private static Path scratch;
  private static KubernetesCluster cluster;

  @TempDir private Path folder;

  @BeforeAll
  static void startCluster() throws Exception {
    assumeTrue(
        KubernetesCluster.canRun(scratch),
        "needs Spark 3.5, Linux, and the right to mount in a namespace");
    cluster = new KubernetesCluster(clusterFolder);
  }

  @AfterAll
  static void stopCluster() throws IOException {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static List<TrialRecord> ended(Path results) throws IOException {
    return List.copyOf(
        ResultsFolder.at(results.toString(), new Configuration()).ended().trials().values());
  }

  /** Submits a sweep, and returns once the first of its trials has ended. */
  private ChildProcess submit(String name, Path results) throws Exception {
    Path file = Files.writeString(folder.resolve(name + ".yaml"), ClusterSweep.named(name));
    long before = ClusterSweep.recorded(results);
    ChildProcess submitted = cluster.submit(file, results, SMALL);
    submitted.await("ended a trial", () -> ClusterSweep.recorded(results) > before);
    return submitted;
  }

  /** Returns an executor, once one has a trial to train. */
  private static PodProcess training(ChildProcess submitted) throws Exception {
    submitted.await("given an executor a trial", () -> cluster.training().isPresent());
    return cluster.training().orElseThrow();
  }

  private static void assertThatAllAreTrained(Path results, ChildProcess submitted)
      throws Exception {
    assertThat(submitted.exitCode()).as(submitted.log() + cluster.logs()).isZero();
    List<TrialRecord> ended = ended(results);
    assertThat(ended).hasSize(9);
    TrainingHere.assertThatNumbersAreTheSame(ended);
  }

  @Test
  @Order(1)
  void executorsLeaveInEveryWayAndTheirTrialsAreTrainedElsewhere() throws Exception {
    Path results = folder.resolve("results");
    ChildProcess submitted = submit("leaving", results);

    training(submitted).killForMemory();
    training(submitted).evict();
    cluster.delete(training(submitted));

    assertThatAllAreTrained(results, submitted);
    assertThat(cluster.logs())
        .contains("exited with exit code 137(SIGKILL, possible container OOM)")
        .contains("attempt 2 follows: its executor goes away");
  }

  @Test
  @Order(2)
  void theDriverIsLostAndTheSweepSubmittedAgainGoesOn() throws Exception {
    Path results = folder.resolve("results");
    ChildProcess lost = submit("submitted-again", results);
    PodProcess driver = cluster.driver();

    driver.kill();
    cluster.delete(driver);

    assertThat(lost.exitCode()).as(lost.log()).isEqualTo(1);
    assertThat(lost.log()).contains("The driver failed, or its pod was deleted");
    assertThat(ClusterSweep.recorded(results)).isLessThan(9);
    assertThatAllAreTrained(results, submit("submitted-again", results));
  }
}
