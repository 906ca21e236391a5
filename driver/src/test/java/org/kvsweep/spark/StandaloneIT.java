package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.spark.FakeEngine.Behaviour;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepFile;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.training.Dl4jEngine;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;

/** Sweeps on a real standalone cluster: a master and two workers, all processes of their own. */
@Timeout(600)
class StandaloneIT {
  private static final String SWEEP =
      """
      name: standalone
      task: {name: [copy, reverse], length: 8, train: 320, validation: 50, test: 50}
      model: {attention: [qkv, kv, kv-pos], width: 16, depth: 1, heads: 2}
      training: {epochs: 1, batch-size: 32}
      """;

  @TempDir private static Path clusterFolder;
  private static StandaloneCluster cluster;

  @TempDir private Path folder;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = new StandaloneCluster(clusterFolder);
    cluster.addWorker("worker-1");
    cluster.addWorker("worker-2");
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void aSubmittedSweepGivesTheNumbersOfTrainingHereToTheLastBit(String mode) throws Exception {
    Path file = Files.writeString(folder.resolve("standalone.yaml"), SWEEP);
    String log = "submit-" + mode;

    int code =
        cluster.kvsweep(
            log,
            List.of(
                "submit",
                file.toString(),
                "--master",
                cluster.master(),
                "--deploy-mode",
                mode,
                "--out",
                folder.resolve("out").toString(),
                "--conf",
                "spark.driver.memory=512m",
                "--conf",
                "spark.executor.memory=1g",
                "--conf",
                "spark.executor.cores=1",
                "--conf",
                "spark.cores.max=2"));

    assertThat(code).as(cluster.log(log)).isZero();
    List<TrialRecord> ended =
        List.copyOf(
            ResultsFolder.at(folder.resolve("out").toString(), new Configuration())
                .ended()
                .trials()
                .values());
    assertThat(ended).hasSize(6);
    assertThat(ended).extracting(TrialRecord::place).doesNotContain("driver");
    for (TrialRecord record : ended) {
      TrialOutcome here =
          new Dl4jEngine().run(record.spec(), TrialContext.alone(Path.of("unused")));
      assertThat(record.outcome()).isInstanceOf(TrialOutcome.Completed.class);
      assertThat(values(record.outcome())).isNotEmpty().isEqualTo(values(here));
    }
    if (mode.equals("client")) {
      assertThatTheProgressIsNotDrowned(cluster.log(log));
      assertThatEachExecutorFetchedTheJarOnce();
    }
  }

  private static List<? extends Map<String, Double>> values(TrialOutcome outcome) {
    return outcome.run().metrics().stream().map(EpochMetrics::values).toList();
  }

  private static void assertThatTheProgressIsNotDrowned(String log) {
    assertThat(log.lines()).anyMatch(line -> line.contains("ended copy kv seed=0 completed"));
    // What spark-submit says before there is a context that could be told to be quiet.
    assertThat(log.lines().filter(line -> line.contains(" INFO ")).count()).isLessThan(40);
  }

  private static void assertThatEachExecutorFetchedTheJarOnce() throws IOException {
    for (String worker : List.of("worker-1", "worker-2")) {
      List<String> executors = List.of(cluster.logs(worker).split("Executor command", -1));
      assertThat(executors.size()).isPositive();
      for (String executor : executors) {
        assertThat(
                Pattern.compile("Executor: Fetching spark://.*kvsweep.jar")
                    .matcher(executor)
                    .results()
                    .count())
            .isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void aSweepGrowsAndShrinksWithTheCluster() throws Exception {
    InMemoryResultsStore results = new InMemoryResultsStore();
    HeardEvents heard = new HeardEvents();
    List<PlannedTrial> trials = new ArrayList<>();
    IntStream.range(0, 60)
        .forEach(seed -> trials.add(FakeTrials.trial(Behaviour.WORK, seed, 4, 100)));
    AtomicReference<Process> third = new AtomicReference<>();
    heard.onStartOf(5, () -> third.set(decommissionable()));
    SweepSummary summary;
    try (SweepRunner runner = SweepRunner.open(settings(Map.of()), Clock.systemUTC())) {
      heard.onPlace("executor 2 ", () -> Processes.signal(third.get().pid(), "PWR"));
      summary = runner.run(FakeTrials.sweep(trials), results, heard, options());
    }

    assertThat(summary.completed()).isEqualTo(60);
    assertThat(heard.events()).filteredOn(event -> event.startsWith("end")).hasSize(60);
    assertThat(places(results)).anyMatch(place -> place.startsWith("executor 0 "));
    assertThat(third.get().onExit().get().exitValue()).isNotNegative();
  }

  private static List<String> places(InMemoryResultsStore results) {
    return results.ended().values().stream().map(TrialRecord::place).toList();
  }

  private static Process decommissionable() {
    try {
      return cluster.addWorker("worker-3", "-Dspark.decommission.enabled=true");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anExecutorWithAnotherBuildEndsTheSweepAndIsNamed() throws Exception {
    Path other = folder.resolve("other");
    Path properties = other.resolve("org/kvsweep/version.properties");
    Files.createDirectories(properties.getParent());
    Files.copy(
        Path.of("target/classes/org/kvsweep/version.properties"),
        properties,
        StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(properties, "version=0.0.9\ncommit=abc\n");
    SweepSpec sweep = SweepFile.parse(SWEEP, "standalone.yaml", TaskCatalog.load());
    Map<String, String> old =
        Map.of("spark.executor.extraClassPath", other + ":" + LocalCluster.classPath());

    try (SweepRunner runner = SweepRunner.open(settings(old), Clock.systemUTC())) {
      assertThatThrownBy(
              () -> runner.run(sweep, new InMemoryResultsStore(), new HeardEvents(), options()))
          .isInstanceOf(UnfitExecutorException.class)
          .hasMessageMatching(
              "Cannot run the sweep on executor \\d+ on .*: it has kvsweep 0\\.0\\.9 \\(commit"
                  + " abc\\), the driver .*; take out the other one, .*");
    }
  }

  private static SparkSettings settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("spark.master", cluster.master());
    settings.put("spark.driver.host", "127.0.0.1");
    settings.put("spark.executor.memory", "512m");
    settings.put("spark.decommission.enabled", "true");
    settings.put("spark.executor.extraClassPath", LocalCluster.classPath());
    settings.put("spark.ui.enabled", "false");
    settings.putAll(more);
    return SparkSettings.embedded("standalone", settings);
  }

  private RunOptions options() {
    return new RunOptions(FakeEngine.NAME, folder.toString(), SchedulePolicy.STANDARD);
  }
}
