package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kvsweep.ChildProcess;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.run.HeardEvents;
import org.kvsweep.run.RunOptions;
import org.kvsweep.run.SweepRunner;
import org.kvsweep.run.UnfitExecutorException;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.spark.FakeEngine.Behaviour;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Resources;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.TrialOutcome;

/** Sweeps on a real standalone cluster: a master and two workers, all processes of their own. */
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
    Path discovery = PretendedGpu.discovery(clusterFolder, "8.0");
    String[] gpus = {
      "-Dspark.worker.resource.gpu.amount=1",
      "-Dspark.worker.resource.gpu.discoveryScript=" + discovery
    };
    cluster.addWorker("worker-1", gpus);
    cluster.addWorker("worker-2", gpus);
  }

  @AfterAll
  static void stopCluster() throws Exception {
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
    List<TrialRecord> ended = trainedByExecutors(folder.resolve("out"), 6);
    for (TrialRecord record : ended) {
      assertThat(record.outcome().run().environment().get("log"))
          .matches("http://.*executorId=\\d+&logType=stderr");
    }
    if (mode.equals("client")) {
      assertThatTheProgressIsNotDrowned(cluster.log(log));
      assertThatEachExecutorFetchedTheJarOnce();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark", "local-cluster[1,1,1024]"})
  void aRunSendsExecutorsTheJarThatItRunsFrom(String master) throws Exception {
    Path file =
        Files.writeString(folder.resolve("run.yaml"), SWEEP.replace("[qkv, kv, kv-pos]", "kv"));
    Path out = folder.resolve("run");
    String log = "run-" + master.replaceFirst("\\[.*", "");

    int code =
        cluster.kvsweep(
            log,
            List.of(
                "run",
                file.toString(),
                "--master",
                master.equals("spark") ? cluster.master() : master,
                "--out",
                out.toString(),
                "--conf",
                "spark.executor.memory=1g",
                "--conf",
                "spark.cores.max=1"));

    assertThat(code).as(cluster.log(log)).isZero();
    trainedByExecutors(out, 2);
  }

  /** Returns the trials of those results, so many, whose numbers are those of this machine. */
  private static List<TrialRecord> trainedByExecutors(Path out, int trials) throws IOException {
    List<TrialRecord> ended = ended(out);
    assertThat(ended).hasSize(trials);
    assertThat(ended).extracting(TrialRecord::place).doesNotContain("driver");
    TrainingHere.assertThatNumbersAreTheSame(ended);
    return ended;
  }

  private static List<TrialRecord> ended(Path out) throws IOException {
    return List.copyOf(
        ResultsFolder.at(out.toString(), new Configuration()).ended().trials().values());
  }

  @Test
  void aPlainSparkSubmitOnThisMachineTrainsOnTheSameKernels() throws Exception {
    Path file =
        Files.writeString(folder.resolve("plain.yaml"), SWEEP.replace("[qkv, kv, kv-pos]", "kv"));
    Path out = folder.resolve("plain");

    int code =
        cluster.sparkSubmit(
            "plain", "local[2]", List.of("run", file.toString(), "--out", out.toString()));

    assertThat(code).as(cluster.log("plain")).isZero();
    TrialRecord record = ended(out).get(0);
    TrainingHere.assertThatNumbersAreTheSame(List.of(record));
    TrialOutcome here = TrainingHere.of(record);
    assertThat(record.outcome().run().environment())
        .containsEntry("kernels", here.run().environment().get("kernels"))
        .containsEntry("cpus", "1");
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
    HeardEvents heard = new HeardEvents();
    List<PlannedTrial> trials =
        IntStream.range(0, 12)
            .mapToObj(seed -> FakeTrials.trial(Behaviour.REPORT_UNTIL_RELEASED, seed))
            .toList();
    InMemoryResultsStore results = new InMemoryResultsStore();
    AtomicReference<ChildProcess> third = new AtomicReference<>();
    SweepSummary summary;
    try (SparkCluster cluster = SparkCluster.open(settings(Map.of()))) {
      SweepRunner runner = new SweepRunner(cluster, Clock.systemUTC());
      heard.onStartOf(
          3,
          () ->
              third.set(
                  addWorker(
                      StandaloneIT.cluster, "worker-3", "-Dspark.decommission.enabled=true")));
      heard.onPlace("executor 2 ", () -> takeAway(third.get()));
      summary = runner.run(FakeTrials.sweep(trials), results, heard, options());
    }

    assertThat(summary.completed()).isEqualTo(12);
    assertThat(heard.events()).filteredOn(event -> event.startsWith("end")).hasSize(12);
    assertThat(heard.places()).anyMatch(place -> place.startsWith("executor 0 "));
    // As many as it has slots; those that waited went elsewhere.
    assertThat(heard.places())
        .filteredOn(place -> place.startsWith("executor 2 "))
        .hasSizeBetween(1, 2);
  }

  private static ChildProcess addWorker(StandaloneCluster cluster, String name, String... options) {
    try {
      return cluster.addWorker(name, options);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Tells a worker to leave, and lets the trials end once it has begun to. */
  private void takeAway(ChildProcess worker) {
    try {
      worker.signal("PWR");
      worker.await(Pattern.compile("Decommission worker"));
      Files.createFile(folder.resolve(FakeEngine.RELEASED));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void trialsGetTheResourcesThatTheyAskFor() throws Exception {
    Map<Integer, Resources> asked =
        Map.of(
            0, new Resources(0, 0.5, 0),
            1, new Resources(0, 0.5, 0),
            2, new Resources(2, 0, 0),
            3, new Resources(0, 0, 400),
            4, Resources.STANDARD,
            5, new Resources(3, 0, 0));
    List<PlannedTrial> trials =
        IntStream.range(0, asked.size())
            .mapToObj(
                i ->
                    FakeTrials.given(
                        FakeTrials.trial(Behaviour.MEET, i % 2, 100 - i, 0), asked.get(i)))
            .toList();
    InMemoryResultsStore results = new InMemoryResultsStore();
    Map<String, String> oneExecutor =
        Map.of(
            "spark.cores.max",
            "2",
            "spark.executor.cores",
            "2",
            "spark.executor.resource.gpu.amount",
            "1",
            "spark.task.resource.gpu.amount",
            "0.5",
            "spark.executorEnv.PATH",
            clusterFolder + ":" + System.getenv("PATH"));

    try (SparkCluster cluster = SparkCluster.open(settings(oneExecutor))) {
      SweepRunner runner = new SweepRunner(cluster, Clock.systemUTC());
      runner.run(FakeTrials.sweep(trials), results, new HeardEvents(), options());
      SweepSpec whole = FakeTrials.sweep(FakeTrials.given(trials.get(0), new Resources(0, 1, 0)));
      assertThatThrownBy(
              () -> runner.run(whole, new InMemoryResultsStore(), new HeardEvents(), options()))
          .isInstanceOf(UnfitExecutorException.class)
          .hasMessageContaining("by spark.task.resource.gpu.amount, which is 0.5");
    }

    List<TrialOutcome> ended =
        trials.stream().map(trial -> results.ended().get(trial.id()).outcome()).toList();
    assertThat(ended.subList(0, 5))
        .allMatch(outcome -> outcome instanceof TrialOutcome.Completed)
        .extracting(outcome -> outcome.run().environment().get("resources"))
        .containsExactly(
            "0.5 gpus; in Spark 1 cpus",
            "0.5 gpus; in Spark 1 cpus",
            "2 cpus; in Spark 2 cpus",
            "400 MB of memory; in Spark 2 cpus",
            null);
    assertThat(ended.subList(0, 3))
        .extracting(outcome -> outcome.run().environment().get("device"))
        .containsOnly("gpu 0, Pretended Card, 8192 MiB");
    assertThat(((TrialOutcome.Failed) ended.get(5)).message())
        .startsWith("Cannot give a trial 3 cpus: executors have 2 cores and 512 MB for trials;");
  }

  @Test
  void aTrialWaitsForAnExecutorThatIsLargeEnough() throws Exception {
    PlannedTrial first = FakeTrials.trial(Behaviour.SUCCEED, 0, 10, 0);
    PlannedTrial large =
        FakeTrials.given(FakeTrials.trial(Behaviour.SUCCEED, 1), new Resources(2, 0, 0));
    InMemoryResultsStore results = new InMemoryResultsStore();
    HeardEvents heard = new HeardEvents();

    try (StandaloneCluster growing = new StandaloneCluster(folder)) {
      growing.addWorker("small", 1);
      heard.onStartOf(0, () -> addWorker(growing, "large"));
      Map<String, String> there = Map.of("spark.master", growing.master());
      try (SparkCluster cluster = SparkCluster.open(settings(there))) {
        new SweepRunner(cluster, Clock.systemUTC())
            .run(FakeTrials.sweep(first, large), results, heard, options());
      }
    }

    TrialRecord record = results.ended().get(large.id());
    assertThat(record.outcome()).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(record.place()).startsWith("executor 1 ");
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

    try (SparkCluster cluster = SparkCluster.open(settings(old))) {
      SweepRunner runner = new SweepRunner(cluster, Clock.systemUTC());
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
    return new RunOptions(folder.toString(), SchedulePolicy.STANDARD);
  }
}
