package org.kvsweep.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kvsweep.MovableClock;
import org.kvsweep.Patience;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.run.HeardEvents;
import org.kvsweep.run.RunOptions;
import org.kvsweep.run.SweepRunner;
import org.kvsweep.run.UnfitExecutorException;
import org.kvsweep.schedule.HangPolicy;
import org.kvsweep.schedule.RetryPolicy;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SeedRule;
import org.kvsweep.schedule.SweepEnd;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.spark.FakeEngine.Behaviour;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.MoreSeeds;
import org.kvsweep.sweep.Objective;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Resources;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepPolicy;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.training.SavedModel;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.slf4j.LoggerFactory;

class SparkClusterTest {
  private static final Duration GRACE = Patience.LIMIT;

  private static SparkCluster cluster;
  private static SweepRunner runner;

  @TempDir Path folder;

  private final InMemoryResultsStore results = new InMemoryResultsStore();
  private final HeardEvents heard = new HeardEvents();
  private SchedulePolicy policy = SchedulePolicy.STANDARD;

  @BeforeAll
  static void startSpark() {
    cluster = SparkCluster.open(SparkSettings.embedded("test", Map.of("spark.master", "local[2]")));
    runner = new SweepRunner(cluster, Clock.systemUTC());
  }

  @AfterAll
  static void stopSpark() {
    cluster.close();
  }

  /** Else a trace might come into the folder while it is deleted. */
  @AfterEach
  void awaitTraces() throws Exception {
    FakeEngine.awaitInterrupted();
  }

  private SweepSummary run(SweepSpec sweep) throws IOException, InterruptedException {
    return run(sweep, results);
  }

  private SweepSummary run(SweepSpec sweep, ResultsStore store)
      throws IOException, InterruptedException {
    return runner.run(sweep, store, heard, new RunOptions(folder.toString(), policy));
  }

  private TrialRecord record(PlannedTrial trial) {
    return results.ended().get(trial.id());
  }

  private TrialOutcome.Failed failure(PlannedTrial trial) {
    return (TrialOutcome.Failed) record(trial).outcome();
  }

  @Test
  void everyTrialEndsOnceInTheResults() throws Exception {
    SweepSpec sweep =
        FakeTrials.sweep(
            IntStream.range(0, 20)
                .mapToObj(seed -> FakeTrials.trial(Behaviour.SUCCEED, seed))
                .toList());

    SweepSummary summary = run(sweep);

    assertThat(summary.end()).isEqualTo(SweepEnd.ALL_TRIALS_ENDED);
    assertThat(summary.completed()).isEqualTo(20);
    assertThat(results.ended()).hasSize(20);
    assertThat(heard.events()).filteredOn(event -> event.startsWith("end")).hasSize(20);
    assertThat(heard.events()).filteredOn(event -> event.startsWith("start")).hasSize(20);
  }

  @Test
  void aTrialOfTwoWorkersEndsOnceBesideOthers() throws Exception {
    PlannedTrial together = FakeTrials.ofTwoWorkers(Behaviour.SUCCEED, 1);
    PlannedTrial failing = FakeTrials.ofTwoWorkers(Behaviour.RUN_OUT_OF_MEMORY_ONCE, 2);
    PlannedTrial other = FakeTrials.trial(Behaviour.SUCCEED, 3);

    SweepSummary summary = run(FakeTrials.sweep(together, failing, other));

    assertThat(summary.completed()).isEqualTo(3);
    assertThat(record(together).place())
        .isEqualTo("executor driver on 127.0.0.1, executor driver on 127.0.0.1");
    assertThat(record(failing).attempt()).isEqualTo(2);
    assertThat(heard.events())
        .filteredOn(event -> event.startsWith("start") || event.startsWith("end"))
        .hasSize(7);
  }

  @Test
  void moreWorkersThanThereWillEverBeSlotsAreRefused() {
    SweepSpec sweep =
        FakeTrials.sweep(
            FakeTrials.trial(Behaviour.SUCCEED, 1), FakeTrials.ofWorkers(3, Behaviour.SUCCEED, 2));

    assertThatThrownBy(() -> run(sweep))
        .isInstanceOf(UnfitExecutorException.class)
        .hasMessage(
            "Cannot train one trial with 3 workers: together they need 3 slots, and all executors"
                + " have 2; give Spark more cores, or the sweep file fewer workers");
    assertThat(results.ended()).hasSize(1);
  }

  @Test
  void resourcesOfASingleTrialAreRefusedWhereSparkHasNone() {
    SweepSpec sweep =
        FakeTrials.sweep(
            FakeTrials.given(FakeTrials.trial(Behaviour.SUCCEED, 1), new Resources(2, 0.5, 4096)));

    assertThatThrownBy(() -> run(sweep))
        .isInstanceOf(UnfitExecutorException.class)
        .hasMessage(
            "Cannot give a trial 2 cpus, 0.5 gpus, 4096 MB of memory: with master local[2] Spark has"
                + " no resources for single tasks; run on a standalone cluster, YARN, Kubernetes or"
                + " local-cluster, or take resources out of the sweep file");
  }

  @Test
  void anEngineThatTrainsAloneRefusesToBeOneOfSeveral() throws Exception {
    PlannedTrial together =
        FakeTrials.trainedBy(SleepingEngine.NAME, FakeTrials.ofTwoWorkers(Behaviour.SUCCEED, 1));

    run(FakeTrials.sweep(together));

    assertThat(failure(together).kind()).isEqualTo(FailureKind.BAD_CONFIGURATION);
    assertThat(failure(together).message())
        .contains("Cannot train with 2 workers: the engine sleeping trains with one");
  }

  @Test
  void aModelComesBackWithItsTrialWhereModelsAreKept() throws Exception {
    PlannedTrial trial = FakeTrials.trial(Behaviour.SUCCEED, 4);
    PlannedTrial diverging = FakeTrials.trial(Behaviour.DIVERGE, 5);
    SweepSpec sweep = FakeTrials.sweep(trial, diverging);

    run(
        new SweepSpec(
            "fake",
            List.of(),
            sweep.trials(),
            "",
            Keep.BEST,
            CheckpointPolicy.STANDARD,
            SweepPolicy.PLAIN));

    assertThat(results.ended()).hasSize(2);
    assertThat(results.models())
        .isEqualTo(Map.of(trial.id(), new TrainedModel("of 4".getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void aTrialWhoseModelIsLostSaysWhy() throws Exception {
    PlannedTrial trial = FakeTrials.trial(Behaviour.LEAVE_A_MODEL_THAT_CANNOT_BE_READ, 4);

    run(
        new SweepSpec(
            "fake",
            List.of(),
            List.of(trial),
            "",
            Keep.ALL,
            CheckpointPolicy.STANDARD,
            SweepPolicy.PLAIN));

    assertThat(results.models()).isEmpty();
    assertThat(record(trial).outcome().completed()).isTrue();
    assertThat(record(trial).outcome().run().environment().get(SavedModel.ERROR))
        .contains("model.zip can't be read");
  }

  @Test
  void noModelIsMadeWhereNoneIsKept() throws Exception {
    run(FakeTrials.sweep(FakeTrials.trial(Behaviour.SUCCEED, 4)));

    assertThat(results.models()).isEmpty();
  }

  @Test
  void anOutcomeComesBackAsTheEngineMadeIt() throws Exception {
    PlannedTrial trial = FakeTrials.trial(Behaviour.SUCCEED, 4, 7, 0);
    Instant before = Instant.now();

    run(FakeTrials.sweep(trial));

    TrialRecord record = record(trial);
    TrialRun run = record.outcome().run();
    assertThat(record.outcome()).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(run.steps()).isEqualTo(7);
    assertThat(run.last()).containsEntry("train-loss", 0.2);
    assertThat(run.environment()).containsEntry("engine", "fake");
    assertThat(record.attempt()).isEqualTo(1);
    assertThat(record.place()).startsWith("executor driver on ");
    assertThat(record.started()).isBetween(before, record.ended());
  }

  @Test
  void whatHasEndedIsNotRunAgain() throws Exception {
    PlannedTrial done = FakeTrials.trial(Behaviour.SUCCEED, 1);
    PlannedTrial open = FakeTrials.trial(Behaviour.SUCCEED, 2);
    run(FakeTrials.sweep(done));

    SweepSummary summary = run(FakeTrials.sweep(done, open));

    assertThat(summary.endedBefore()).isEqualTo(1);
    assertThat(heard.events())
        .containsSubsequence("sweep of 1, 0 before", "sweep of 2, 1 before", "start 2#1")
        .containsOnlyOnce("start 1#1");
  }

  @Test
  void aTrialThatIsCancelledInSparkHasNotEndedAndTheNextRunTrainsIt() throws Exception {
    PlannedTrial cancelled = FakeTrials.trial(Behaviour.REPORT_UNTIL_RELEASED, 1);
    PlannedTrial other = FakeTrials.trial(Behaviour.SUCCEED, 2);
    AtomicBoolean once = new AtomicBoolean();
    heard.onProgress(
        (trial, progress) -> {
          if (once.compareAndSet(false, true)) {
            SparkContext.getOrCreate().cancelAllJobs(); // as the kill links of its UI
          }
        });

    SweepSummary summary = run(FakeTrials.sweep(cancelled, other));

    assertThat(summary.stopped() + summary.failed()).isZero();
    assertThat(summary.open()).isPositive();
    assertThat(heard.events()).contains("left 1 cancelled in Spark, as its UI can");
    assertThat(results.ended()).doesNotContainKey(cancelled.id());

    Files.createFile(folder.resolve(FakeEngine.RELEASED));
    run(FakeTrials.sweep(cancelled, other));
    assertThat(record(cancelled).outcome()).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(record(other).outcome()).isInstanceOf(TrialOutcome.Completed.class);
  }

  @Test
  void whatHasNoResultIsTrainedAgainAndStaysUntilItHasEndedAnew() throws Exception {
    PlannedTrial thrown = FakeTrials.trial(Behaviour.THROW, 1);
    PlannedTrial unheard = FakeTrials.trial(Behaviour.REPORT_UNTIL_STOPPED, 2);
    PlannedTrial diverged = FakeTrials.trial(Behaviour.DIVERGE, 3);
    TrialRecord cancelled =
        new TrialRecord(
            unheard.id(),
            unheard.spec(),
            new TrialOutcome.Stopped(TrialRun.none(), "cancelled in Spark, as its UI can"),
            1,
            "here",
            Instant.EPOCH,
            Instant.EPOCH);
    results.record(cancelled);
    run(FakeTrials.sweep(thrown, diverged));
    TrialRecord failed = record(thrown);
    heard.onStartOf(2, () -> runner.stop(GRACE));

    run(FakeTrials.sweep(thrown, unheard, diverged));

    assertThat(heard.events()).contains("sweep of 3, 1 before").doesNotContain("start 3#2");
    assertThat(record(unheard)).as("in the middle of being trained again").isEqualTo(cancelled);
    assertThat(record(thrown).outcome()).isInstanceOf(TrialOutcome.Failed.class);
    assertThat(record(thrown).ended()).isAfterOrEqualTo(failed.ended());
  }

  @Test
  void aTrialThatThrowsIsARowAndTheOthersGoOn() throws Exception {
    PlannedTrial bad = FakeTrials.trial(Behaviour.THROW, 1);
    PlannedTrial good = FakeTrials.trial(Behaviour.SUCCEED, 2);

    SweepSummary summary = run(FakeTrials.sweep(bad, good));

    assertThat(failure(bad).kind()).isEqualTo(FailureKind.INTERNAL_ERROR);
    assertThat(failure(bad).message()).isEqualTo("IllegalStateException: as it was told");
    assertThat(failure(bad).details()).contains("at org.kvsweep.spark.FakeEngine.run");
    assertThat(record(good).outcome()).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(summary.failed()).isEqualTo(1);
    assertThat(summary.completed()).isEqualTo(1);
  }

  @Test
  void everyKindOfEndComesBackAsItself() throws Exception {
    PlannedTrial diverging = FakeTrials.trial(Behaviour.DIVERGE, 1);
    PlannedTrial refused = FakeTrials.trial(Behaviour.REFUSE, 2);
    PlannedTrial silent = FakeTrials.trial(Behaviour.FORGET_TO_ANSWER, 3);

    run(FakeTrials.sweep(diverging, refused, silent));

    assertThat(record(diverging).outcome())
        .isInstanceOfSatisfying(
            TrialOutcome.Diverged.class, diverged -> assertThat(diverged.step()).isEqualTo(3));
    assertThat(failure(refused).kind()).isEqualTo(FailureKind.BAD_CONFIGURATION);
    assertThat(failure(silent).message()).isEqualTo("IllegalStateException: no outcome");
    assertThat(heard.events()).noneMatch(event -> event.startsWith("retry"));
  }

  private static SweepSpec sweep(List<PlannedTrial> trials, SweepPolicy procedure) {
    return new SweepSpec(
        "fake", List.of(), trials, "", Keep.NONE, CheckpointPolicy.STANDARD, procedure);
  }

  @Test
  void trialsThatDoBadlyAreStoppedEarlyAndEndOnce() throws Exception {
    EarlyStopping third =
        new EarlyStopping(
            EarlyStopping.Method.ASHA, new Objective("validation-loss"), List.of(0.25), 3);
    SweepPolicy procedure = new SweepPolicy(Optional.of(third), Optional.empty(), List.of());
    List<PlannedTrial> trials =
        IntStream.range(0, 6)
            .mapToObj(seed -> FakeTrials.trial(Behaviour.EVALUATE, seed, 12, 1))
            .toList();

    SweepSummary summary = run(sweep(trials, procedure));

    assertThat(summary.completed()).isEqualTo(2);
    assertThat(summary.stopped()).isEqualTo(4);
    assertThat(results.ended()).hasSize(6);
    assertThat(results.ended().values())
        .filteredOn(record -> record.outcome() instanceof TrialOutcome.Stopped)
        .allSatisfy(
            record -> {
              assertThat(((TrialOutcome.Stopped) record.outcome()).reason())
                  .startsWith("asha: at step 3 of 12 not among the best 2 of 6 by validation-loss");
              assertThat(record.outcome().run().steps()).isEqualTo(3);
            });
    assertThat(results.ended().values())
        .filteredOn(record -> record.outcome() instanceof TrialOutcome.Completed)
        .extracting(record -> record.spec().seed())
        .as("those with the least losses")
        .containsExactlyInAnyOrder(0L, 1L);
    assertThat(heard.events()).noneMatch(event -> event.startsWith("retry"));
    assertThat(heard.events()).contains("set aside 0");

    SweepSummary again = run(sweep(trials, procedure));

    assertThat(again.endedBefore()).isEqualTo(6);
    assertThat(again.attempts()).isZero();
  }

  @Test
  void undecidedCellsGetMoreSeeds() throws Exception {
    SweepPolicy procedure =
        new SweepPolicy(Optional.empty(), Optional.of(new MoreSeeds(2, 5)), List.of());
    SweepSpec sweep =
        sweep(
            List.of(FakeTrials.trial(Behaviour.SUCCEED, 0), FakeTrials.trial(Behaviour.SUCCEED, 1)),
            procedure);
    SeedRule untilFour = cell -> cell.get("kv").size() < 4 ? Set.of("kv") : Set.of();
    RunOptions growing = new RunOptions(folder.toString(), SweepData.NONE, policy, untilFour);

    SweepSummary summary = runner.run(sweep, results, heard, growing);
    SweepSummary again = runner.run(sweep, results, heard, growing);

    assertThat(summary.trials()).isEqualTo(4);
    assertThat(results.ended()).hasSize(4).containsKey(FakeTrials.trial(Behaviour.SUCCEED, 3).id());
    assertThat(again.endedBefore()).isEqualTo(4);
    assertThat(again.attempts()).isZero();
  }

  @Test
  void outOfMemoryGetsAnotherAttempt() throws Exception {
    PlannedTrial once = FakeTrials.trial(Behaviour.RUN_OUT_OF_MEMORY_ONCE, 1);
    PlannedTrial always = FakeTrials.trial(Behaviour.RUN_OUT_OF_MEMORY, 2);

    run(FakeTrials.sweep(once, always));

    assertThat(record(once).outcome()).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(record(once).attempt()).isEqualTo(2);
    assertThat(failure(always).kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
    assertThat(record(always).attempt()).isEqualTo(2);
    assertThat(heard.events())
        .contains("retry 1#2 out-of-memory: OutOfMemoryError: as it was told");
  }

  @Test
  void theDriverOutlivesATrialAfterWhichItsProcessCanComputeNoMore() throws Exception {
    PlannedTrial breaking = FakeTrials.trial(Behaviour.BREAK_THE_PROCESS_ONCE, 1);

    run(FakeTrials.sweep(breaking));

    assertThat(record(breaking).attempt()).isEqualTo(2);
    assertThat(heard.events()).contains("retry 1#2 native-crash: CUDA error: as it was told");
  }

  @Test
  void progressArrives() throws Exception {
    run(FakeTrials.sweep(FakeTrials.trial(Behaviour.WORK, 1, 5, 150)));

    assertThat(heard.events()).containsSubsequence("start 1#1", "progress 1", "end 1 completed");
  }

  @Test
  void aStoppedSweepLeavesItsRunningTrialsToTheNextRun() throws Exception {
    PlannedTrial endless = FakeTrials.trial(Behaviour.REPORT_UNTIL_STOPPED, 1);
    PlannedTrial waiting = FakeTrials.trial(Behaviour.REPORT_UNTIL_STOPPED, 2);
    PlannedTrial queued = FakeTrials.trial(Behaviour.SUCCEED, 3);
    heard.onProgress((trial, progress) -> runner.stop(GRACE));

    SweepSummary summary = run(FakeTrials.sweep(endless, waiting, queued));

    assertThat(summary.end()).isEqualTo(SweepEnd.STOPPED);
    assertThat(summary.open()).isEqualTo(3);
    assertThat(results.ended()).isEmpty();
  }

  @Test
  void aStopThatComesBeforeTheSweepHoldsForItAndNoOther() throws Exception {
    SweepSpec sweep = FakeTrials.sweep(Behaviour.SUCCEED, Behaviour.REPORT_UNTIL_STOPPED);
    runner.stop(GRACE);

    SweepSummary stopped = run(sweep);
    SweepSummary next = run(FakeTrials.sweep(Behaviour.SUCCEED));

    assertThat(stopped.end()).isEqualTo(SweepEnd.STOPPED);
    assertThat(next.end()).isEqualTo(SweepEnd.ALL_TRIALS_ENDED);
  }

  @Test
  void aTrialThatDoesNotHearTheStopIsInterruptedAfterTheGrace() throws Exception {
    PlannedTrial deaf = FakeTrials.trial(Behaviour.WAIT_FOR_INTERRUPT, 1);
    heard.onStart(
        () -> {
          Traces.text(folder.resolve("waiting"));
          runner.stop(Duration.ofMillis(1));
        });

    SweepSummary summary = run(FakeTrials.sweep(deaf));

    assertThat(summary.open()).isEqualTo(1);
    assertThat(Traces.text(folder.resolve("interrupted"))).isEqualTo("true");
  }

  @Test
  void aSecondStopInterruptsAtOnce() throws Exception {
    heard.onStart(
        () -> {
          runner.stop(GRACE);
          runner.stop(GRACE);
        });

    SweepSummary summary = run(FakeTrials.sweep(Behaviour.WAIT_FOR_INTERRUPT));

    assertThat(summary.makespan()).isLessThan(GRACE);
  }

  private void giveUpAfterASecond(int retries) {
    policy =
        policy
            .withHangs(new HangPolicy(Duration.ofSeconds(1), Duration.ofSeconds(1), 2))
            .withRetries(new RetryPolicy(0, 0, 0, retries));
  }

  @Test
  void aHangingTrialIsARowWithTheStackOfItsThread() throws Exception {
    PlannedTrial hanging = FakeTrials.trial(Behaviour.HANG, 1);
    giveUpAfterASecond(0);

    run(FakeTrials.sweep(hanging));

    assertThat(failure(hanging).kind()).isEqualTo(FailureKind.HANG);
    assertThat(failure(hanging).message())
        .matches("no progress for \\d+ s, its pace so far allows 1 s");
    assertThat(failure(hanging).details().lines().limit(12))
        .anySatisfy(line -> assertThat(line).contains("FakeEngine.hang"));
  }

  @Test
  void aHangingTrialThatCanBeInterruptedGivesItsSlotBack() throws Exception {
    PlannedTrial quick = FakeTrials.trial(Behaviour.SUCCEED, 3);
    giveUpAfterASecond(1);

    SweepSummary summary =
        run(
            FakeTrials.sweep(
                FakeTrials.trial(Behaviour.WAIT_FOR_INTERRUPT, 1, 9, 0),
                FakeTrials.trial(Behaviour.WAIT_FOR_INTERRUPT, 2, 9, 0),
                quick));

    assertThat(summary.end()).isEqualTo(SweepEnd.ALL_TRIALS_ENDED);
    assertThat(summary.failed()).isEqualTo(2);
    assertThat(summary.attempts()).isEqualTo(5);
    assertThat(record(quick).outcome()).isInstanceOf(TrialOutcome.Completed.class);
  }

  @Test
  void aSweepEndsWhenAllItsSlotsHang() throws Exception {
    giveUpAfterASecond(1);

    SweepSummary summary =
        run(
            FakeTrials.sweep(
                FakeTrials.trial(Behaviour.HANG, 1, 9, 0),
                FakeTrials.trial(Behaviour.HANG, 2, 9, 0),
                FakeTrials.trial(Behaviour.SUCCEED, 3)));

    assertThat(summary.end()).isEqualTo(SweepEnd.ALL_SLOTS_HANG);
    assertThat(summary.open()).isEqualTo(3);
    assertThat(results.ended()).isEmpty();
  }

  @Test
  void tooManyFailuresEndTheSweepAndStopWhatRuns() throws Exception {
    policy = policy.withMaxFailures(2);

    SweepSummary summary =
        run(
            FakeTrials.sweep(
                FakeTrials.trial(Behaviour.REPORT_UNTIL_STOPPED, 1, 9, 0),
                FakeTrials.trial(Behaviour.THROW, 2),
                FakeTrials.trial(Behaviour.REFUSE, 3),
                FakeTrials.trial(Behaviour.SUCCEED, 4)));

    assertThat(summary.end()).isEqualTo(SweepEnd.TOO_MANY_FAILURES);
    assertThat(summary.failed()).isEqualTo(2);
    assertThat(results.ended()).doesNotContainKey(FakeTrials.trial(Behaviour.SUCCEED, 1).id());
  }

  @Test
  void resultsThatCannotBeWrittenEndTheSweep() {
    ResultsStore full =
        new ResultsStore() {
          @Override
          public Map<TrialId, TrialRecord> ended() {
            return Map.of();
          }

          @Override
          public boolean record(TrialRecord record, TrainedModel model, Keep keep)
              throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void reopen(Collection<TrialRecord> trials) {
            assertThat(trials).isEmpty();
          }
        };

    Clock hurried =
        new MovableClock() {
          @Override
          public Instant instant() {
            advance(Duration.ofSeconds(1));
            return super.instant();
          }
        };

    assertThatThrownBy(
            () ->
                new SweepRunner(cluster, hurried)
                    .run(
                        FakeTrials.sweep(Behaviour.SUCCEED, Behaviour.WORK),
                        full,
                        heard,
                        new RunOptions(folder.toString(), policy)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "No space left on device; what is recorded stays, run the same command again to continue");
  }

  /** However long its trials would go on for nothing. */
  @Test
  void aSweepWhoseResultsAreAnotherDriversEndsWithoutWaitingForATrial() {
    AtomicBoolean takenOver = new AtomicBoolean();
    heard.onProgress((trial, progress) -> takenOver.set(true));
    ResultsStore lost =
        new ResultsStore() {
          @Override
          public Map<TrialId, TrialRecord> ended() {
            return Map.of();
          }

          @Override
          public boolean record(TrialRecord record, TrainedModel model, Keep keep) {
            throw new AssertionError("recorded");
          }

          @Override
          public void reopen(Collection<TrialRecord> trials) {}

          @Override
          public void checkHeld() throws IOException {
            if (takenOver.get()) {
              throw new IOException("Cannot write to results: another driver took over");
            }
          }
        };

    assertThatThrownBy(() -> run(FakeTrials.sweep(Behaviour.REPORT_UNTIL_STOPPED), lost))
        .isInstanceOf(IOException.class)
        .hasMessage("Cannot write to results: another driver took over");
    assertThat(LoggerFactory.getLogger("org.apache.spark.executor.Executor").isErrorEnabled())
        .as("what Spark says of its end")
        .isFalse();
  }

  @Test
  void anUnknownEngineFailsTheTrialAndNamesThoseThereAre() throws Exception {
    PlannedTrial trial = FakeTrials.trainedBy("absent", FakeTrials.trial(Behaviour.SUCCEED, 1));

    run(FakeTrials.sweep(trial));

    assertThat(failure(trial).kind()).isEqualTo(FailureKind.BAD_CONFIGURATION);
    assertThat(failure(trial).message())
        .startsWith("IllegalArgumentException: Cannot find the engine: expected one of ")
        .contains("fake")
        .endsWith("got absent");
  }
}
