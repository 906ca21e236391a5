package org.kvsweep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kvsweep.MovableClock;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.results.StopRequests;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.run.InMemoryCluster.Lost;
import org.kvsweep.run.InMemoryCluster.Training;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.schedule.ScheduledTrials;
import org.kvsweep.schedule.SweepEnd;
import org.kvsweep.schedule.SweepListener;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.schedule.tuning.BowlSpace;
import org.kvsweep.schedule.tuning.TuningGrowth;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.MoreSeeds;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.Resources;
import org.kvsweep.sweep.SweepData;
import org.kvsweep.sweep.SweepPolicy;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.Tuning;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialSpec;

/** The loop of a run, on a cluster in memory. */
class SweepRunTest extends ScriptedRuns {
  @Test
  void everyTrialEndsOnceAndWhatHasEndedIsNotTrainedAgain() throws Exception {
    PlannedTrial[] trials = trials(20);
    Training training =
        (order, executor) -> {
          begin(order, executor);
          return DONE;
        };

    SweepSummary summary = run(sweep(trials), training);
    SweepSummary again = run(sweep(trials), training);

    assertThat(summary.end()).isEqualTo(SweepEnd.ALL_TRIALS_ENDED);
    assertThat(summary.completed()).isEqualTo(20);
    assertThat(results.ended()).hasSize(20);
    assertThat(heard.events()).filteredOn(event -> event.startsWith("end")).hasSize(20);
    assertThat(again.endedBefore()).isEqualTo(20);
    assertThat(again.attempts()).isZero();
  }

  @Test
  void aStopThatIsAskedForThroughTheResultsLeavesWhatRunsToTheNextRun() throws Exception {
    SweepSummary summary =
        run(
            sweep(trial(1), trial(2), trial(3)),
            (order, executor) -> {
              begin(order, executor);
              results.askToStop(new StopRequests(true, Set.of()));
              return stopped(order, executor);
            });

    assertThat(summary.end()).isEqualTo(SweepEnd.STOPPED);
    assertThat(results.ended()).isEmpty();
    assertThat(heard.events()).contains("asked to stop");
  }

  @Test
  void aStopIsHeardAlsoWhereTrialsEndFasterThanTheyAreRecorded() throws Exception {
    PlannedTrial[] trials = trials(60);
    MovableClock clock = new MovableClock();
    AtomicInteger trained = new AtomicInteger();
    SweepListener slow =
        new SweepListener() {
          private int ended;
          private boolean stopping;

          @Override
          public void trialEnded(PlannedTrial trial, TrialOutcome outcome) {
            ended++;
            results.askToStop(new StopRequests(true, Set.of()));
            clock.advance(Duration.ofSeconds(1));
            while (!stopping && trained.get() < Math.min(trials.length, ended + 1)) {
              Thread.onSpinWait(); // until the next has ended too
            }
          }

          @Override
          public void stopAsked(Duration grace) {
            stopping = true;
          }
        };
    try (InMemoryCluster cluster =
        new InMemoryCluster(
            2,
            (order, executor) -> {
              trained.incrementAndGet();
              return DONE;
            })) {
      SweepSummary summary =
          new SweepRunner(cluster, clock).run(sweep(trials), results, slow, options());

      assertThat(summary.end()).isEqualTo(SweepEnd.STOPPED);
    }
    assertThat(results.ended()).hasSizeLessThan(trials.length);
  }

  @Test
  void aStopIsHeardAlsoAfterTheClockWasSetBack() throws Exception {
    MovableClock clock = new MovableClock();
    try (InMemoryCluster cluster =
        new InMemoryCluster(
            1,
            (order, executor) -> {
              begin(order, executor);
              results.askToStop(new StopRequests(true, Set.of()));
              clock.advance(Duration.ofHours(-1));
              return stopped(order, executor);
            })) {
      SweepSummary summary =
          new SweepRunner(cluster, clock).run(sweep(trial(1)), results, heard, options());

      assertThat(summary.end()).isEqualTo(SweepEnd.STOPPED);
    }
  }

  @Test
  void oneTrialThatIsAskedToStopIsLeftOpenAndTheOthersGoOn() throws Exception {
    PlannedTrial unwanted = trial(1);
    results.askToStop(new StopRequests(false, Set.of(unwanted.id())));

    SweepSummary summary =
        run(
            sweep(unwanted, trial(2), trial(3)),
            (order, executor) -> {
              begin(order, executor);
              return order.id().trial().equals(unwanted.id()) ? stopped(order, executor) : DONE;
            });

    assertThat(summary.end()).isEqualTo(SweepEnd.ALL_TRIALS_ENDED);
    assertThat(results.ended()).containsOnlyKeys(trial(2).id(), trial(3).id());
    assertThat(heard.events()).anyMatch(event -> event.startsWith("left"));
  }

  private static SweepSpec tuned() {
    Tuning tuning = BowlSpace.tuning(17, 4, 2, 1, List.of("qkv", "kv"));
    List<PlannedTrial> first = TuningGrowth.of(tuning, Optional.empty()).trials();
    SweepPolicy policy =
        new SweepPolicy(
            Optional.empty(),
            Optional.empty(),
            Optional.of(tuning),
            Optional.of(BowlSpace.confirmation(tuning, 3)),
            List.of());
    return new SweepSpec(
        "tuned", List.of(), first, "", Keep.BEST, CheckpointPolicy.STANDARD, policy);
  }

  private static TrialOutcome bowl(TrialOrder order) {
    TrialSpec spec = order.spec();
    return BowlSpace.completed(
        new PlannedTrial(TrialId.of(spec), spec, new TrialCost(1, 1, 1, STEPS, 1)));
  }

  @Test
  void aTuningThatIsStoppedMakesTheSameTrialsAsOneThatIsNot() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    Set<TrialSpec> keeping = ConcurrentHashMap.newKeySet();
    for (int stopAt : new int[] {5, 40, Integer.MAX_VALUE}) {
      results.askToStop(new StopRequests(false, Set.of()));
      run(
          tuned(),
          (order, executor) -> {
            begin(order, executor);
            if (order.keep() != Keep.NONE) {
              keeping.add(order.spec());
            }
            if (attempts.incrementAndGet() == stopAt) {
              results.askToStop(new StopRequests(true, Set.of()));
              return stopped(order, executor);
            }
            return bowl(order);
          });
    }
    Set<TrialId> interrupted = Set.copyOf(results.ended().keySet());
    InMemoryResultsStore others = new InMemoryResultsStore();
    try (InMemoryCluster cluster = new InMemoryCluster(1, (order, executor) -> bowl(order))) {
      new SweepRunner(cluster, Clock.systemUTC()).run(tuned(), others, heard, options());
    }

    assertThat(interrupted).hasSize(2 * (17 * 2 + 3)).isEqualTo(others.ended().keySet());
    assertThat(keeping).as("trials whose model is kept").hasSize(2 * 3);
  }

  @Test
  void aTuningTrainsAloneWhatIsOpenAgainWhateverFollowsFromIt() throws Exception {
    run(tuned(), (order, executor) -> bowl(order));
    List<TrialRecord> all = List.copyOf(results.ended().values());
    TrialId removed = tuned().trials().get(0).id();
    TrialRecord last = all.get(all.size() - 1);
    results.remove(removed);
    results.remove(last.id());
    results.record(last.withOutcome(failed(FailureKind.INTERNAL_ERROR)));
    Set<TrialId> trained = ConcurrentHashMap.newKeySet();

    SweepSummary summary =
        run(
            tuned(),
            (order, executor) -> {
              trained.add(order.id().trial());
              return bowl(order);
            });

    assertThat(trained).containsExactlyInAnyOrder(removed, last.id());
    assertThat(summary.end()).isEqualTo(SweepEnd.ALL_TRIALS_ENDED);
    assertThat(summary.trials()).isEqualTo(all.size());
    assertThat(summary.endedBefore()).isEqualTo(all.size() - 2);
    assertThat(summary.open()).isZero();
    assertThat(record(last.id()).outcome()).isEqualTo(last.outcome());
    assertThat(heard.events()).anyMatch(event -> event.endsWith(" more before"));
  }

  @Test
  void aSweepThatAddsSeedsTrainsAloneTheOneThatWasRemoved() throws Exception {
    List<PlannedTrial> first = new ArrayList<>();
    for (String attention : List.of("qkv", "kv")) {
      for (long seed = 0; seed < 3; seed++) {
        first.add(ScheduledTrials.trial(attention, seed, 100));
      }
    }
    SweepPolicy adding =
        new SweepPolicy(Optional.empty(), Optional.of(new MoreSeeds(3, 12)), List.of());
    SweepSpec sweep =
        new SweepSpec("seeds", List.of(), first, "", Keep.NONE, CheckpointPolicy.STANDARD, adding);
    RunOptions undecided = new RunOptions("", SweepData.NONE, policy, cell -> Set.of("kv"));
    AtomicInteger attempts = new AtomicInteger();
    try (InMemoryCluster cluster =
        new InMemoryCluster(
            2,
            (order, executor) -> {
              attempts.incrementAndGet();
              return DONE;
            })) {
      SweepRunner runner = new SweepRunner(cluster, Clock.systemUTC());
      runner.run(sweep, results, heard, undecided);
      assertThat(attempts).hasValue(2 * 12);
      results.remove(first.get(0).id());

      SweepSummary summary = runner.run(sweep, results, heard, undecided);

      assertThat(attempts).hasValue(2 * 12 + 1);
      assertThat(summary.endedBefore()).isEqualTo(2 * 12 - 1);
      assertThat(summary.completed()).isOne();
    }
    assertThat(heard.events()).endsWith("end 0 completed", "sweep of 24", "18 more before");
  }

  @Test
  void aSweepThatIsStoppedLeavesItsTrialsToTheNextRun() throws Exception {
    try (InMemoryCluster cluster =
        new InMemoryCluster(
            1,
            (order, executor) -> {
              begin(order, executor);
              return stopped(order, executor);
            })) {
      SweepRunner runner = new SweepRunner(cluster, Clock.systemUTC());
      heard.onStart(() -> runner.stop(Duration.ofHours(1)));

      SweepSummary summary = runner.run(sweep(trial(1), trial(2)), results, heard, options());

      assertThat(summary.end()).isEqualTo(SweepEnd.STOPPED);
      assertThat(summary.open()).isEqualTo(2);
    }
    assertThat(results.ended()).isEmpty();
  }

  @Test
  void failuresEndARunOnceThereAreAsManyAsItTolerates() throws Exception {
    policy = policy.withMaxFailures(1);
    CountDownLatch firstRuns = new CountDownLatch(1);

    SweepSummary summary =
        run(
            sweep(trial(1), trial(2)),
            (order, executor) -> {
              begin(order, executor);
              if (order.id().trial().equals(trial(1).id())) {
                firstRuns.countDown();
                while (!heard.events().contains("failure limit reached")) {
                  Thread.onSpinWait(); // or it may end before anybody is told to stop
                }
                return stopped(order, executor);
              }
              firstRuns.await();
              report(order, executor, 1);
              return failed(FailureKind.INTERNAL_ERROR);
            });

    assertThat(summary.end()).isEqualTo(SweepEnd.TOO_MANY_FAILURES);
    assertThat(summary.open()).isEqualTo(1);
    assertThat(results.ended()).containsOnlyKeys(trial(2).id());
    assertThat(heard.events()).containsOnlyOnce("failure limit reached");
  }

  @Test
  void aFailureOfAnEarlierRunCountsOnlyIfItIsTriedAgainAndFailsAgain() throws Exception {
    PlannedTrial outgrown = trial(1);
    PlannedTrial broken = trial(2);
    Training training =
        (order, executor) -> {
          begin(order, executor);
          TrialId trial = order.id().trial();
          return trial.equals(outgrown.id())
              ? OUTGROWN
              : trial.equals(broken.id()) ? failed(FailureKind.INTERNAL_ERROR) : DONE;
        };
    assertThat(run(sweep(outgrown, broken), training).failed()).isEqualTo(2);

    policy = policy.withMaxFailures(2);
    SweepSummary next = run(sweep(outgrown, broken, trial(3)), training);
    policy = policy.withMaxFailures(1);
    SweepSummary last = run(sweep(outgrown, broken, trial(3)), training);

    assertThat(next.end()).isEqualTo(SweepEnd.ALL_TRIALS_ENDED);
    assertThat(next.failed()).as("the one that was tried again").isEqualTo(1);
    assertThat(next.completed()).isEqualTo(1);
    assertThat(last.end()).isEqualTo(SweepEnd.TOO_MANY_FAILURES);
  }

  @Test
  void aTrialThatDoesNotStopIsInterruptedAfterTheGrace() throws Exception {
    try (InMemoryCluster cluster =
        new InMemoryCluster(
            1,
            (order, executor) -> {
              begin(order, executor);
              new CountDownLatch(1).await();
              return DONE;
            })) {
      SweepRunner runner = new SweepRunner(cluster, Clock.systemUTC());
      heard.onStart(() -> runner.stop(Duration.ZERO));

      assertThat(runner.run(sweep(trial(1)), results, heard, options()).open()).isEqualTo(1);
    }
    assertThat(results.ended()).isEmpty();
  }

  @Test
  void aClusterThatEndsLeavesItsTrialsToTheNextRun() throws Exception {
    InMemoryCluster[] cluster = new InMemoryCluster[1];
    cluster[0] =
        new InMemoryCluster(
            1,
            (order, executor) -> {
              begin(order, executor);
              cluster[0].end();
              throw new Lost(failed(FailureKind.LOST_EXECUTOR));
            });
    try (InMemoryCluster open = cluster[0]) {
      SweepSummary summary = run(sweep(trial(1), trial(2)), open);

      assertThat(summary.end()).isEqualTo(SweepEnd.SPARK_ENDED);
      assertThat(summary.open()).isEqualTo(2);
    }
    assertThat(results.ended()).isEmpty();
  }

  @Test
  void whatTheClusterCanNeverRunIsRefusedBeforeAnythingStarts() {
    PlannedTrial plain = trial(1);
    PlannedTrial greedy =
        new PlannedTrial(plain.id(), plain.spec(), plain.cost(), new Resources(0, 1, 0));

    assertThatThrownBy(() -> run(sweep(greedy), (order, executor) -> DONE))
        .isInstanceOf(UnfitExecutorException.class)
        .hasMessage("Cannot give a trial a GPU: there is none");
    assertThat(heard.events()).isEmpty();
  }

  @Test
  void aRunThatFailsBeforeItTrainsLeavesTheClusterToTheNext() throws Exception {
    ResultsStore unreadable =
        new ResultsStore() {
          @Override
          public Map<TrialId, TrialRecord> ended() throws IOException {
            throw new IOException("unreadable");
          }

          @Override
          public boolean record(TrialRecord record, TrainedModel model, Keep keep) {
            throw new AssertionError("recorded");
          }

          @Override
          public void reopen(Collection<TrialRecord> trials) {}
        };
    SweepListener failing =
        new SweepListener() {
          @Override
          public void sweepStarted(int trials, int endedBefore, int slots) {
            throw new IllegalStateException("no screen");
          }
        };
    try (InMemoryCluster cluster = new InMemoryCluster(1, (order, executor) -> DONE)) {
      SweepRunner runner = new SweepRunner(cluster, Clock.systemUTC());

      assertThatThrownBy(() -> runner.run(sweep(trial(1)), unreadable, heard, options()))
          .hasMessage("unreadable");
      assertThat(cluster.inSweep()).isFalse();
      assertThatThrownBy(() -> runner.run(sweep(trial(1)), results, failing, options()))
          .hasMessage("no screen");
      assertThat(cluster.inSweep()).isFalse();

      assertThat(runner.run(sweep(trial(1)), results, heard, options()).completed()).isOne();
    }
  }

  @Test
  void aSecondSweepAtTheSameTimeIsRefused() throws Exception {
    List<Throwable> refusals = new ArrayList<>();
    try (InMemoryCluster cluster = new InMemoryCluster(1, (order, executor) -> DONE)) {
      SweepRunner runner = new SweepRunner(cluster, Clock.systemUTC());
      runner.run(
          sweep(trial(1)),
          results,
          new SweepListener() {
            @Override
            public void sweepStarted(int trials, int endedBefore, int slots) {
              try {
                runner.run(sweep(trial(2)), results, heard, options());
              } catch (Exception refused) {
                refusals.add(refused);
              }
            }
          },
          options());
    }

    assertThat(refusals)
        .singleElement()
        .isInstanceOfSatisfying(
            IllegalStateException.class,
            refused ->
                assertThat(refused)
                    .hasMessage("Cannot run sweep scripted: another sweep is running"));
  }
}
