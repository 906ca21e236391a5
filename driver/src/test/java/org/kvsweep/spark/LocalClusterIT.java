package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.status.api.v1.StageData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.Patience;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.run.HeardEvents;
import org.kvsweep.run.RunOptions;
import org.kvsweep.run.SweepRunner;
import org.kvsweep.schedule.HangPolicy;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepEnd;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.spark.FakeEngine.Behaviour;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;

/** Sweeps on executors that are processes of their own, and die. */
class LocalClusterIT {
  private static SparkCluster cluster;
  private static SweepRunner runner;

  @TempDir Path folder;

  private final InMemoryResultsStore results = new InMemoryResultsStore();
  private final HeardEvents heard = new HeardEvents();
  private SchedulePolicy policy = SchedulePolicy.STANDARD;

  @BeforeAll
  static void startSpark() throws IOException {
    cluster = SparkCluster.open(LocalCluster.ofTwo("cluster", Map.of()));
    runner = new SweepRunner(cluster, Clock.systemUTC());
  }

  @AfterAll
  static void stopSpark() {
    cluster.close();
  }

  private SweepSummary run(SweepSpec sweep) throws IOException, InterruptedException {
    return runner.run(sweep, results, heard, new RunOptions(folder.toString(), policy));
  }

  private TrialRecord record(PlannedTrial trial) {
    return results.ended().get(trial.id());
  }

  /** That trial beside six that succeed. */
  private static SweepSpec among(PlannedTrial trial) {
    List<PlannedTrial> trials = new ArrayList<>(List.of(trial));
    IntStream.range(100, 106)
        .forEach(seed -> trials.add(FakeTrials.trial(Behaviour.WORK, seed, 3, 100)));
    return FakeTrials.sweep(trials);
  }

  private void assertThatEachEndedOnce(SweepSpec sweep) {
    assertThat(results.ended()).hasSameSizeAs(sweep.trials());
    assertThat(heard.events())
        .filteredOn(event -> event.startsWith("end"))
        .hasSameSizeAs(sweep.trials())
        .doesNotHaveDuplicates();
  }

  @Test
  void aSweepRunsOnBothExecutorsAndReportsItsProgress() throws Exception {
    SweepSpec sweep = among(FakeTrials.trial(Behaviour.WORK, 1, 10, 150));

    SweepSummary summary = run(sweep);

    assertThatEachEndedOnce(sweep);
    assertThat(summary.completed()).isEqualTo(7);
    assertThat(heard.events()).contains("progress 1");
    assertThat(results.ended().values())
        .extracting(TrialRecord::place)
        .allSatisfy(place -> assertThat(place).matches("executor \\d+ on .+"));
  }

  @Test
  void nothingOfItListensBeyondThisMachineAndNoCommandLineShowsItsSecret() throws Exception {
    assumeThat(Path.of("/proc/self/net/tcp")).as("Linux").exists();
    run(among(FakeTrials.trial(Behaviour.WORK, 1, 10, 150)));

    assertThat(ListeningSockets.beyondLoopback(ProcessHandle.current())).isEmpty();
    String secret = SparkEnv.get().securityManager().getSecretKey();
    List<String> commands = new ArrayList<>();
    for (ProcessHandle process : ProcessHandle.current().descendants().toList()) {
      try {
        commands.add(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")));
      } catch (NoSuchFileException ended) {
        // The executors are asked for below.
      }
    }
    assertThat(commands)
        .anySatisfy(command -> assertThat(command).contains("CoarseGrainedExecutorBackend"))
        .allSatisfy(command -> assertThat(command).doesNotContain(secret));
  }

  @Test
  void aTrialWhoseExecutorIsKilledIsTriedAgain() throws Exception {
    PlannedTrial victim = FakeTrials.trial(Behaviour.TELL_PID_AND_WAIT_ONCE, 1);
    SweepSpec sweep = among(victim);
    heard.onStartOf(1, () -> Processes.kill(Long.parseLong(Traces.text(folder.resolve("pid")))));

    run(sweep);

    assertThatEachEndedOnce(sweep);
    assertThat(record(victim).outcome()).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(record(victim).attempt()).isEqualTo(2);
    assertThat(heard.events())
        .anySatisfy(event -> assertThat(event).startsWith("retry 1#2 lost-executor"));
  }

  @Test
  void anExecutorThatCanNotTrainDoesNotFailTheSweep() throws Exception {
    SweepSpec sweep =
        FakeTrials.sweep(
            IntStream.range(0, 30)
                .mapToObj(
                    seed -> FakeTrials.trial(Behaviour.WORK_BUT_IN_THE_FIRST_PROCESS, seed, 3, 50))
                .toList());

    SweepSummary summary = run(sweep);

    assertThatEachEndedOnce(sweep);
    assertThat(summary.completed()).isEqualTo(30);
    assertThat(results.ended().values()).extracting(TrialRecord::place).containsOnly(onlyPlace());
    assertThat(heard.events())
        .filteredOn(event -> event.contains("where no trial has got to a step"))
        .hasSizeGreaterThanOrEqualTo(3);
  }

  private String onlyPlace() {
    return results.ended().values().iterator().next().place();
  }

  @Test
  void aTrialThatCrashesItsExecutorOnceCompletes() throws Exception {
    PlannedTrial crashing = FakeTrials.trial(Behaviour.HALT_ONCE, 1);
    SweepSpec sweep = among(crashing);

    run(sweep);

    assertThatEachEndedOnce(sweep);
    assertThat(record(crashing).outcome()).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(heard.events())
        .anySatisfy(event -> assertThat(event).startsWith("retry 1#2 native-crash"));
  }

  @Test
  void aProcessThatCanComputeNoMoreEndsAndItsTrialIsTriedAgainInAnother() throws Exception {
    PlannedTrial breaking = FakeTrials.trial(Behaviour.BREAK_THE_PROCESS_ONCE, 1);
    SweepSpec sweep = among(breaking);

    run(sweep);

    assertThatEachEndedOnce(sweep);
    assertThat(record(breaking).outcome()).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(heard.events()).contains("retry 1#2 native-crash: CUDA error: as it was told");
    Processes.awaitEnd(Long.parseLong(Traces.text(folder.resolve("pid"))));
  }

  @Test
  void workersThatTrainOneTrialStartAgainTogetherIfOneCrashes() throws Exception {
    PlannedTrial together = FakeTrials.ofTwoWorkers(Behaviour.HALT_ONCE, 1);
    SweepSpec sweep = among(together);

    run(sweep);

    assertThatEachEndedOnce(sweep);
    assertThat(record(together).outcome()).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(record(together).place()).matches("executor \\d+ on .+, executor \\d+ on .+");
    assertThat(heard.events())
        .anySatisfy(event -> assertThat(event).startsWith("retry 1#2 native-crash"));
  }

  @Test
  void aTrialThatCrashesTwiceIsGivenUp() throws Exception {
    PlannedTrial crashing = FakeTrials.trial(Behaviour.HALT, 1);
    SweepSpec sweep = among(crashing);

    SweepSummary summary = run(sweep);

    assertThatEachEndedOnce(sweep);
    assertThat(record(crashing).attempt()).isEqualTo(2);
    assertThat(record(crashing).outcome().run().environment().get("log"))
        .as("the log of an executor that is gone")
        .contains("logType=stderr");
    assertThat(record(crashing).outcome())
        .isInstanceOfSatisfying(
            TrialOutcome.Failed.class,
            failed -> assertThat(failed.kind()).isEqualTo(FailureKind.NATIVE_CRASH));
    assertThat(summary.completed()).isEqualTo(6);
  }

  @Test
  void aTrialWhoseProcessStandsStillIsTriedAgainElsewhere() throws Exception {
    PlannedTrial victim = FakeTrials.trial(Behaviour.TELL_PID_AND_REPORT_ONCE, 1);
    SweepSpec sweep = among(victim);
    policy = policy.withHangs(new HangPolicy(Duration.ofSeconds(60), Duration.ofSeconds(5), 5));
    AtomicLong pid = new AtomicLong();
    heard.onStartOf(
        1,
        () -> {
          pid.set(Long.parseLong(Traces.text(folder.resolve("pid"))));
          Processes.signal(pid.get(), "STOP");
        });

    try {
      run(sweep);
    } finally {
      Processes.killIfThere(pid.get());
    }

    assertThatEachEndedOnce(sweep);
    assertThat(record(victim).outcome()).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(heard.events())
        .anySatisfy(event -> assertThat(event).startsWith("retry 1#2 hang: no progress for"));
  }

  @Test
  void aTrialThatFillsTheHeapGetsAnExecutorToItself() throws Exception {
    PlannedTrial greedy = FakeTrials.trial(Behaviour.FILL_THE_HEAP, 1);
    SweepSpec sweep = among(greedy);

    SweepSummary summary = run(sweep);

    assertThatEachEndedOnce(sweep);
    assertThat(record(greedy).attempt()).isEqualTo(2);
    assertThat(record(greedy).outcome())
        .isInstanceOfSatisfying(
            TrialOutcome.Failed.class,
            failed -> assertThat(failed.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY));
    assertThat(summary.completed()).isEqualTo(6);
    assertThat(lastStage().resourceProfileId())
        .isNotEqualTo(ResourceProfile.DEFAULT_RESOURCE_PROFILE_ID());
  }

  /** Stages are numbered through all sweeps of a context; the greedy trial is tried again last. */
  private static StageData lastStage() {
    return ScalaLists.list(
            SparkContext.getOrCreate()
                .statusStore()
                .stageList(null, false, false, new double[0], List.of()))
        .stream()
        .max(Comparator.comparingInt(StageData::stageId))
        .orElseThrow();
  }

  @Test
  void aStoppedSweepEndsItsTrialsWhereverTheyRun() throws Exception {
    heard.onProgress((trial, progress) -> runner.stop(Patience.LIMIT));

    SweepSummary summary =
        run(FakeTrials.sweep(Behaviour.REPORT_UNTIL_STOPPED, Behaviour.REPORT_UNTIL_STOPPED));

    assertThat(summary.end()).isEqualTo(SweepEnd.STOPPED);
    assertThat(summary.open()).isEqualTo(2);
    assertThat(summary.makespan()).isLessThan(Patience.LIMIT);
  }
}
