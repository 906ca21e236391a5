package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.ChildProcess;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.results.EndedTrials;
import org.kvsweep.results.FolderResultsStore;
import org.kvsweep.results.ResultsFolder;
import org.kvsweep.run.HeardEvents;
import org.kvsweep.run.RunOptions;
import org.kvsweep.run.SweepRunner;
import org.kvsweep.schedule.HangPolicy;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.spark.SurvivorEngine.Harm;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.file.SweepFile;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;

/**
 * Everything that can happen to a sweep happens to one, with real processes; each time every trial
 * ends once, with the numbers of an undisturbed run. Writes what it saw to {@code
 * target/kill-matrix.md}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KillMatrixIT {
  private static final int DRIVER_KILLS = 10;
  // Where this process is slower than its drivers, some of them end before they are killed.
  private static final int DRIVER_KILLS_THAT_WILL_DO = 5;
  private static final long SEED = 20261124;
  private static final Configuration HADOOP = new Configuration();
  private static final List<String> ROWS = new ArrayList<>();

  /** Results of an undisturbed run: what every trial comes to. */
  private static Map<TrialId, List<EpochMetrics>> undisturbed;

  private static SparkCluster cluster;
  private static SweepRunner runner;

  @TempDir private Path folder;

  private final HeardEvents heard = new HeardEvents();
  private SchedulePolicy policy = SchedulePolicy.STANDARD;
  private int driverRuns;

  @BeforeAll
  static void runUndisturbed(@TempDir Path folder) throws Exception {
    Map<String, String> decommissioning = Map.of("spark.decommission.enabled", "true");
    cluster = SparkCluster.open(LocalCluster.ofTwo("matrix", decommissioning));
    runner = new SweepRunner(cluster, Clock.systemUTC());
    Path out = folder.resolve("out");
    run(
        sweep(12),
        out,
        new HeardEvents(),
        new RunOptions(folder.toString(), SchedulePolicy.STANDARD));
    undisturbed = numbers(ResultsFolder.at(out.toString(), HADOOP).ended());
  }

  @AfterAll
  static void stopSpark() throws IOException {
    cluster.close();
    String table =
        """
        | what happens | driver runs | attempts given up | trials resumed inside | recorded | twice | equal to the bit |
        |---|---:|---:|---:|---:|---:|---|
        """
            + String.join("", ROWS);
    System.out.println(table);
    Files.writeString(Path.of("target", "kill-matrix.md"), table);
  }

  private static String text(int seeds) {
    return """
        name: survivors
        engine: survivor
        task: {name: toy-parrot}
        model: {attention: [qkv, kv, kv-pos]}
        training: {epochs: 10}
        seeds: %d
        checkpoints: 1 epoch
        """
        .formatted(seeds);
  }

  private static SweepSpec sweep(int seeds) {
    return sweep(text(seeds));
  }

  private static SweepSpec sweep(String text) {
    return SweepFile.parse(text, "survivors.yaml", TaskCatalog.load());
  }

  private Path out() {
    return folder.resolve("out");
  }

  /** Runs the sweep in this process, on its two executors. */
  private SweepSummary runHere(SweepSpec sweep, Path out) throws Exception {
    driverRuns++;
    return run(sweep, out, heard, new RunOptions(folder.toString(), policy));
  }

  private static SweepSummary run(SweepSpec sweep, Path out, HeardEvents heard, RunOptions options)
      throws Exception {
    try (FolderResultsStore results =
        FolderResultsStore.open(out.toString(), sweep.source(), HADOOP, Clock.systemUTC())) {
      return runner.run(sweep, results, heard, options);
    }
  }

  private ChildProcess runElsewhere(int seeds, Path out) throws IOException {
    return runElsewhere(text(seeds), out);
  }

  private ChildProcess runElsewhere(String text, Path out) throws IOException {
    driverRuns++;
    return DriverProcess.run(file(text), out, folder);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("survivors.yaml"), text);
  }

  private void harm(Harm harm) throws IOException {
    Files.createFile(harm.file(folder));
  }

  /** From now on no trial ends. */
  private void hold() throws IOException {
    Files.createFile(folder.resolve(SurvivorEngine.HOLD));
  }

  private void release() throws IOException {
    Files.delete(folder.resolve(SurvivorEngine.HOLD));
  }

  private List<String> checkpoints() throws IOException {
    return names(out().resolve("checkpoints"), ".checkpoint");
  }

  private static Map<TrialId, List<EpochMetrics>> numbers(EndedTrials ended) {
    return ended.trials().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, entry -> entry.getValue().outcome().run().metrics()));
  }

  /** Checks the results folder, and adds a row to the table. */
  private void everyTrialEndedOnce(String what, SweepSpec sweep, Path out) throws IOException {
    EndedTrials ended = ResultsFolder.at(out.toString(), HADOOP).ended();
    assertThat(ended.of(sweep))
        .allSatisfy(
            record -> assertThat(record.outcome()).isInstanceOf(TrialOutcome.Completed.class));
    assertThat(undisturbed).containsAllEntriesOf(numbers(ended));
    everyTrialIsThere(what, sweep, out);
  }

  private void everyTrialIsThere(String what, SweepSpec sweep, Path out) throws IOException {
    assertThat(ResultsFolder.at(out.toString(), HADOOP).ended().of(sweep))
        .hasSameSizeAs(sweep.trials());
    everyTrialIsThere(what, sweep.trials().size(), out);
  }

  private void everyTrialIsThere(String what, int trials, Path out) throws IOException {
    EndedTrials ended = ResultsFolder.at(out.toString(), HADOOP).ended();
    assertThat(ended.damaged()).isEmpty();
    List<String> files = names(out.resolve("trials"), ".json");
    assertThat(files).hasSize(trials).doesNotHaveDuplicates();
    assertThat(names(out.resolve("checkpoints"), ".checkpoint")).isEmpty();
    long retried = heard.events().stream().filter(event -> event.startsWith("retry")).count();
    ROWS.add(
        "| %s | %d | %d | %d | %d of %d | 0 | yes |%n"
            .formatted(what, driverRuns, retried, resumed(), files.size(), trials));
  }

  private int resumed() throws IOException {
    try (Stream<Path> traces = Files.list(folder)) {
      return (int)
          traces
              .filter(file -> file.getFileName().toString().startsWith(SurvivorEngine.RESUMED))
              .count();
    }
  }

  private static List<String> names(Path folder, String suffix) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(suffix))
          .toList();
    }
  }

  @Test
  @Order(1)
  void nothing() throws Exception {
    SweepSpec sweep = sweep(12);
    runHere(sweep, out());

    everyTrialEndedOnce("nothing", sweep, out());
  }

  private void harmed(String what, Harm harm, String reason) throws Exception {
    SweepSpec sweep = sweep(4);
    harm(harm);

    runHere(sweep, out());

    assertThat(heard.events())
        .anySatisfy(event -> assertThat(event).startsWith("retry").contains(reason));
    everyTrialEndedOnce(what, sweep, out());
  }

  @Test
  @Order(2)
  void anExecutorIsKilled() throws Exception {
    harmed("an executor gets SIGKILL", Harm.KILL, "lost-executor");
    assertThat(resumed()).isPositive();
  }

  @Test
  @Order(3)
  void nativeCodeCrashes() throws Exception {
    harmed("an executor crashes in native code (SIGSEGV)", Harm.SEGV, "native-crash");
    assertThat(resumed()).isPositive();
  }

  @Test
  @Order(4)
  void theHeapIsFull() throws Exception {
    harmed("a trial fills the heap of its executor", Harm.OUT_OF_MEMORY, "out-of-memory");
    assertThat(resumed()).isPositive();
  }

  @Test
  @Order(5)
  void anExecutorIsAskedToEnd() throws Exception {
    harmed("an executor gets SIGTERM", Harm.TERM, "");
    assertThat(resumed()).isPositive();
  }

  @Test
  @Order(6)
  void aMachineWillBeTakenAway() throws Exception {
    harmed("Spark decommissions an executor", Harm.PWR, "its executor goes away");
    assertThat(resumed()).isPositive();
  }

  @Test
  @Order(7)
  void anExecutorStandsStill() throws Exception {
    policy = policy.withHangs(new HangPolicy(Duration.ofSeconds(60), Duration.ofSeconds(3), 5));
    try {
      harmed("an executor gets SIGSTOP", Harm.STOP, "hang");
    } finally {
      Processes.killIfThere(Long.parseLong(Files.readString(folder.resolve(SurvivorEngine.PID))));
    }
    assertThat(resumed()).isPositive();
  }

  @Test
  @Order(8)
  void filesInTheResultsFolderAreTornAndAltered() throws Exception {
    SweepSpec sweep = sweep(4);
    runHere(sweep, out());
    List<String> trials = names(out().resolve("trials"), ".json");
    Path torn = out().resolve("trials").resolve(trials.get(0));
    Files.writeString(torn, Files.readString(torn).substring(0, 100));
    Path altered = out().resolve("trials").resolve(trials.get(1));
    Files.writeString(altered, Files.readString(altered).replace("0.", "1."));
    Files.write(out().resolve("trials").resolve(trials.get(2)), new byte[0]);
    Path open = out().resolve("trials").resolve(trials.get(3));
    Files.delete(open);
    String id = trials.get(3).substring(0, 16);
    Path checkpoints = Files.createDirectories(out().resolve("checkpoints"));
    Files.writeString(checkpoints.resolve(id + "-0000000000000007.checkpoint"), "torn");
    Files.writeString(out().resolve(".tmp").resolve("leftover"), "half a tri");
    Files.writeString(out().resolve("lease").resolve("0000000000000001.json"), "{");

    SweepSummary again = runHere(sweep, out());

    assertThat(again.completed()).isEqualTo(4);
    everyTrialEndedOnce("files in the results folder are torn, altered, empty, gone", sweep, out());
  }

  @Test
  @Order(9)
  void theDiskIsFull() throws Exception {
    SweepSpec sweep = sweep(4);
    try (SmallDisk disk = SmallDisk.in(folder)) {
      Path out = disk.folder().resolve("out");
      disk.fill();
      try (ChildProcess driver = runElsewhere(4, out)) {
        driver.awaitLines("trying again", 1);
        driver.signal("INT"); // nobody waits the whole minute
        assertThat(driver.exitCode()).as(driver.log()).isNotZero();
        assertThat(driver.log())
            .contains("Cannot record trial", "No space left on device")
            .contains("run the same command again to continue");
      }

      disk.free();
      try (ChildProcess driver = runElsewhere(4, out)) {
        assertThat(driver.exitCode()).as(driver.log()).isZero();
      }

      everyTrialEndedOnce("the disk is full, then it is not", sweep, out);
    }
  }

  @Test
  @Order(10)
  void theDriverIsKilledAgainAndAgain() throws Exception {
    Random random = new Random(SEED);
    int kills = 0;
    boolean ended = false;
    while (kills < DRIVER_KILLS && !ended) {
      try (ChildProcess driver = runElsewhere(12, out())) {
        // Two of them before the first trial starts.
        boolean early = kills % 5 == 4;
        if (!early) {
          driver.awaitLines(" started ", 1);
        }
        ended = driver.endsWithin(50 + random.nextInt(750));
        if (!ended) {
          driver.kill();
          kills++;
        }
      }
    }
    assertThat(kills).isGreaterThanOrEqualTo(DRIVER_KILLS_THAT_WILL_DO);
    try (ChildProcess driver = runElsewhere(12, out())) {
      assertThat(driver.exitCode()).as(driver.log()).isZero();
    }

    assertThat(resumed()).isPositive();
    everyTrialEndedOnce(
        "the driver gets SIGKILL at %d random points".formatted(kills), sweep(12), out());
  }

  @Test
  @Order(11)
  void theDriverIsInterruptedAndTerminated() throws Exception {
    hold();
    interrupt("INT", 130);
    interrupt("TERM", 143);
    release();
    try (ChildProcess driver = runElsewhere(4, out())) {
      assertThat(driver.exitCode()).as(driver.log()).isZero();
    }

    assertThat(resumed()).isPositive();
    everyTrialEndedOnce("the driver gets SIGINT, then SIGTERM", sweep(4), out());
  }

  private void interrupt(String signal, int exitCode) throws Exception {
    try (ChildProcess driver = runElsewhere(4, out())) {
      driver.awaitLines(" started ", 2);
      driver.await("kept the state of a trial", () -> !checkpoints().isEmpty());
      driver.signal(signal);
      assertThat(driver.exitCode()).as(driver.log()).isEqualTo(exitCode);
      assertThat(checkpoints()).as(driver.log()).isNotEmpty();
    }
  }

  @Test
  @Order(12)
  void aSecondDriverComes() throws Exception {
    hold();
    try (ChildProcess first = runElsewhere(4, out())) {
      first.awaitLines(" started ", 1);
      try (ChildProcess second = runElsewhere(4, out())) {
        assertThat(second.exitCode()).as(second.log()).isEqualTo(1);
        assertThat(second.log()).contains("Cannot write to");
      }
      release();
      assertThat(first.exitCode()).as(first.log()).isZero();
    }

    everyTrialEndedOnce("two drivers at once", sweep(4), out());
  }

  @Test
  @Order(13)
  void sparkStartsSecondCopiesOfSlowTrials() throws Exception {
    List<String> speculation = new ArrayList<>();
    Map.of(
            "spark.speculation", "true",
            "spark.speculation.interval", "50ms",
            "spark.speculation.task.duration.threshold", "150ms")
        .forEach((key, value) -> speculation.addAll(List.of("--conf", key + "=" + value)));
    harm(Harm.SLOW);
    driverRuns++;
    try (TwoHosts cluster = new TwoHosts(folder);
        ChildProcess driver =
            DriverProcess.run(cluster.master(), file(text(3)), out(), folder, speculation)) {
      assertThat(driver.exitCode()).as(driver.log()).isZero();
    }

    // Only a copy begins where a checkpoint is, since no attempt is lost here.
    assertThat(resumed()).isPositive();
    everyTrialEndedOnce("Spark speculates: second copies of slow trials", sweep(3), out());
  }

  /** While trials wait at a rung, decided on by what an undisturbed run measures there. */
  @Test
  @Order(14)
  void theDriverIsKilledWhileTrialsAreSetAside() throws Exception {
    String text = text(5) + "early-stopping: {method: asha, metric: train-loss, at: 0.5}\n";
    hold();
    try (ChildProcess driver = runElsewhere(text, out())) {
      driver.awaitLines(" set aside ", 3);
      driver.kill();
    }
    release();
    try (ChildProcess driver = runElsewhere(text, out())) {
      assertThat(driver.exitCode()).as(driver.log()).isZero();
    }

    assertThat(resumed()).isPositive();
    SweepSpec sweep = sweep(text);
    Map<TrialId, List<EpochMetrics>> expected = new HashMap<>();
    for (AttentionVariant variant :
        List.of(AttentionVariant.QKV, AttentionVariant.KV, AttentionVariant.KV_POS)) {
      List<TrialId> best =
          sweep.trials().stream()
              .filter(trial -> ModelKeys.attentionOf(trial.spec()) == variant)
              .map(PlannedTrial::id)
              .sorted(Comparator.comparing(id -> trainLoss(undisturbed.get(id).get(4))))
              .toList();
      best.subList(0, 2).forEach(id -> expected.put(id, undisturbed.get(id)));
      best.subList(2, 5).forEach(id -> expected.put(id, undisturbed.get(id).subList(0, 5)));
    }
    assertThat(numbers(ResultsFolder.at(out().toString(), HADOOP).ended())).isEqualTo(expected);
    everyTrialIsThere("the driver gets SIGKILL while trials are set aside at a rung", sweep, out());
  }

  /** While proposals of a round run, of which an undisturbed run makes the same. */
  @Test
  @Order(15)
  void theDriverIsKilledWhileItTunes() throws Exception {
    String text =
        """
        name: survivors
        engine: survivor
        task: {name: toy-parrot}
        model: {attention: [qkv, kv], width: {from: 16, to: 256, step: 16}, depth: [1, 2, 4]}
        training: {epochs: 8, learning-rate: {from: 1e-4, to: 1e-1, scale: log}}
        checkpoints: 1 epoch
        tune: {method: tpe, samples: 15, metric: train-loss}
        confirm: {seeds: 2}
        """;
    int trials = 2 * (15 + 2);
    Path calm = folder.resolve("calm");
    runHere(sweep(text), calm);
    driverRuns = 0;
    try (ChildProcess driver = runElsewhere(text, out())) {
      driver.awaitLines(" ended ", 2 * 10 + 1); // the first samples, and one of those that follow
      driver.kill();
    }
    try (ChildProcess driver = runElsewhere(text, out())) {
      assertThat(driver.exitCode()).as(driver.log()).isZero();
    }

    assertThat(numbers(ResultsFolder.at(out().toString(), HADOOP).ended()))
        .hasSize(trials)
        .isEqualTo(numbers(ResultsFolder.at(calm.toString(), HADOOP).ended()));
    everyTrialIsThere("the driver gets SIGKILL while it tunes", trials, out());
  }

  private static double trainLoss(EpochMetrics point) {
    return point.values().get("train-loss");
  }

  /** A file system of its own that can be filled. */
  private static final class SmallDisk implements AutoCloseable {
    // Room for the report, which is 1 MB; and when it is full, for the files that come first.
    private static final int SIZE_KB = 8 << 10;
    private static final int LEFT_KB = 40;

    private final Path folder;

    private SmallDisk(Path folder) {
      this.folder = folder;
    }

    static SmallDisk in(Path parent) throws IOException {
      Path folder = Files.createDirectory(parent.resolve("disk"));
      ProcessBuilder mount =
          new ProcessBuilder(
              "mount", "-t", "tmpfs", "-o", "size=" + SIZE_KB + "k", "tmpfs", folder.toString());
      boolean mounted = mount.inheritIO().start().onExit().join().exitValue() == 0;
      assumeTrue(mounted, "Cannot fill a disk: this user may not mount one");
      return new SmallDisk(folder);
    }

    Path folder() {
      return folder;
    }

    void fill() throws IOException {
      try {
        Files.write(folder.resolve("filler"), new byte[(SIZE_KB - LEFT_KB) << 10]);
      } catch (IOException full) {
        throw new IOException("Cannot fill the disk", full);
      }
    }

    void free() throws IOException {
      Files.delete(folder.resolve("filler"));
    }

    private static void run(String... command) throws IOException {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.onExit().join().exitValue()).as(said).isZero();
    }

    @Override
    public void close() throws IOException {
      run("umount", folder.toString());
    }
  }
}
