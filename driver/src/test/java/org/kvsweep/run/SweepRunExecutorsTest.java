package org.kvsweep.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.kvsweep.run.InMemoryCluster.Lost;
import org.kvsweep.run.wire.Place;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.schedule.HangPolicy;
import org.kvsweep.schedule.SweepEnd;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;

/** What a run does about executors that go away, hang, lack memory or are broken. */
class SweepRunExecutorsTest extends ScriptedRuns {
  @Test
  void aTrialOfALostExecutorIsTriedAgain() throws Exception {
    PlannedTrial victim = trial(1);

    SweepSummary summary =
        run(
            sweep(victim, trial(2)),
            (order, executor) -> {
              begin(order, executor);
              if (order.id().equals(new AttemptId(victim.id(), 1))) {
                throw new Lost(failed(FailureKind.LOST_EXECUTOR));
              }
              return DONE;
            });

    assertThat(summary.completed()).isEqualTo(2);
    assertThat(record(victim).attempt()).isEqualTo(2);
    assertThat(heard.events())
        .anySatisfy(event -> assertThat(event).startsWith("retry 1#2 lost-executor"));
  }

  @Test
  void aTrialThatCrashesBeforeItIsHeardOfIsRecordedWithItsPlaceAndItsLog() throws Exception {
    PlannedTrial crashing = trial(1);

    run(
        sweep(crashing),
        (order, executor) -> {
          throw new Lost(failed(FailureKind.NATIVE_CRASH));
        });

    assertThat(record(crashing).attempt()).isEqualTo(2);
    assertThat(record(crashing).place()).endsWith(" on this process");
    assertThat(record(crashing).outcome().run().environment())
        .containsEntry("log", "log of this process");
  }

  @Test
  void aReportAfterTheAttemptWasGivenUpChangesNothing() throws Exception {
    PlannedTrial silent = trial(1);
    policy = policy.withHangs(new HangPolicy(Duration.ofMillis(1), Duration.ofMillis(1), 1));
    CountDownLatch secondBegan = new CountDownLatch(1);

    try (InMemoryCluster cluster =
        new InMemoryCluster(
            2,
            (order, executor) -> {
              begin(order, executor);
              if (order.attempt() == 1) {
                awaitUninterruptibly(secondBegan);
                return failed(FailureKind.INTERNAL_ERROR);
              }
              secondBegan.countDown();
              return DONE;
            })) {
      run(sweep(silent), cluster);

      assertThat(cluster.replaced()).as("it did not answer").hasSize(1);
    }
    assertThat(record(silent).outcome()).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(record(silent).attempt()).isEqualTo(2);
    assertThat(heard.events()).containsOnlyOnce("end 1 completed");
  }

  @Test
  void aSlotComesBackWithAnAttemptThatWasGivenUp() throws Exception {
    PlannedTrial silent = trial(1);
    policy = policy.withHangs(new HangPolicy(Duration.ofMillis(1), Duration.ofMillis(1), 1));
    AtomicReference<InMemoryCluster> all = new AtomicReference<>();

    try (InMemoryCluster cluster =
        new InMemoryCluster(
            1,
            (order, executor) -> {
              boolean first = order.attempt() == 1;
              if (first) {
                begin(order, executor);
              }
              // The second attempt has not said that it runs, so it can't be taken for a hang.
              while (first == all.get().slotsTold() > 0) {
                Thread
                    .onSpinWait(); // the first until its slot is lost, the second until it is back
              }
              return DONE;
            })) {
      all.set(cluster);
      SweepSummary summary = run(sweep(silent), cluster);

      assertThat(summary.end()).isEqualTo(SweepEnd.ALL_TRIALS_ENDED);
    }
    assertThat(record(silent).attempt()).isEqualTo(2);
  }

  /** Waits as code does that takes no notice of interrupts. */
  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException ignored) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aTrialMovesFromAnExecutorThatGoesAway() throws Exception {
    PlannedTrial moving = trial(1);
    InMemoryCluster[] cluster = new InMemoryCluster[1];
    cluster[0] =
        new InMemoryCluster(
            2,
            (order, executor) -> {
              begin(order, executor);
              if (order.attempt() == 1) {
                cluster[0].announceEndOf(executor.place());
                return stopped(order, executor);
              }
              return DONE;
            });
    try (InMemoryCluster open = cluster[0]) {
      run(sweep(moving), open);
    }

    assertThat(record(moving).outcome()).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(heard.events()).contains("retry 1#2 its executor goes away");
  }

  @Test
  void aTrialThatWaitsForALargerExecutorThanThereIsIsSubmittedAnew() throws Exception {
    PlannedTrial waiting = trial(1);
    InMemoryCluster[] cluster = new InMemoryCluster[1];
    cluster[0] =
        new InMemoryCluster(
            2,
            (order, executor) -> {
              if (order.attempt() == 1) {
                cluster[0].misfit(order.id());
                new CountDownLatch(1).await();
              }
              begin(order, executor);
              return DONE;
            });
    try (InMemoryCluster open = cluster[0]) {
      run(sweep(waiting), open);
    }

    assertThat(record(waiting).outcome()).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(record(waiting).attempt()).isEqualTo(2);
  }

  @Test
  void aTrialThatLeftAnExecutorWithoutMemoryIsTriedAlone() throws Exception {
    PlannedTrial large = trial(1);
    InMemoryCluster[] cluster = new InMemoryCluster[1];
    AtomicReference<Place> left = new AtomicReference<>();
    cluster[0] =
        new InMemoryCluster(
            2,
            (order, executor) -> {
              begin(order, executor);
              if (order.attempt() == 1) {
                left.set(executor.place());
                cluster[0].announceEndOf(executor.place());
                return stopped(order, executor);
              }
              if (order.attempt() == 2) {
                cluster[0].remove(left.get(), OUTGROWN);
                new CountDownLatch(1).await();
              }
              return DONE;
            });
    try (InMemoryCluster open = cluster[0]) {
      run(sweep(large), open);
    }

    assertThat(record(large).outcome()).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(record(large).attempt()).isEqualTo(3);
    assertThat(heard.events())
        .contains("retry 1#2 its executor goes away", "retry 1#3 out-of-memory: outgrown");
  }

  @Test
  void aTrialWhoseExecutorsAreAlwaysWithoutMemoryFails() throws Exception {
    PlannedTrial large = trial(1);
    InMemoryCluster[] cluster = new InMemoryCluster[1];
    cluster[0] =
        new InMemoryCluster(
            2,
            (order, executor) -> {
              begin(order, executor);
              cluster[0].announceEndOf(executor.place());
              cluster[0].remove(executor.place(), OUTGROWN);
              return stopped(order, executor);
            });
    try (InMemoryCluster open = cluster[0]) {
      run(sweep(large), open);
    }

    TrialOutcome.Failed failed = record(large).outcome().failure().orElseThrow();
    assertThat(failed.kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
    assertThat(failed.message()).isEqualTo("outgrown");
    assertThat(record(large).attempt()).isEqualTo(2);
  }

  @Test
  void anExecutorOnWhichEveryTrialFailsDoesNotFailTheSweep() throws Exception {
    AtomicReference<Place> broken = new AtomicReference<>();
    AtomicInteger failures = new AtomicInteger();

    SweepSummary summary =
        run(
            sweep(trials(40)),
            (order, executor) -> {
              begin(order, executor);
              broken.compareAndSet(null, executor.place());
              if (executor.place().equals(broken.get())) {
                failures.incrementAndGet();
                return failed(FailureKind.BAD_CONFIGURATION);
              }
              report(order, executor, 1);
              Thread.sleep(10); // so that the broken one has taken all others if it could
              return DONE;
            });

    assertThat(summary.completed()).isEqualTo(40);
    assertThat(failures.get()).isGreaterThanOrEqualTo(3);
    assertThat(heard.events())
        .anyMatch(event -> event.contains("where no trial has got to a step: as the test says"));
  }

  @Test
  void anExecutorIsUsedAgainOnceTrialsRunThere() throws Exception {
    AtomicReference<Place> first = new AtomicReference<>();
    AtomicInteger failures = new AtomicInteger();
    Set<Place> completed = ConcurrentHashMap.newKeySet();

    run(
        sweep(trials(60)),
        (order, executor) -> {
          begin(order, executor);
          first.compareAndSet(null, executor.place());
          if (executor.place().equals(first.get()) && failures.incrementAndGet() <= 4) {
            return failed(FailureKind.LOST_EXECUTOR);
          }
          report(order, executor, 1);
          Thread.sleep(5);
          completed.add(executor.place());
          return DONE;
        });

    assertThat(failures.get()).isGreaterThan(4);
    assertThat(completed).contains(first.get()).hasSize(2);
  }

  @Test
  void aBrokenExecutorThatComesFirstDoesNotFailTheSweep() throws Exception {
    AtomicReference<Place> broken = new AtomicReference<>();
    CountDownLatch inDoubt = new CountDownLatch(3);
    InMemoryCluster[] cluster = new InMemoryCluster[1];
    cluster[0] =
        new InMemoryCluster(
            2,
            (order, executor) -> {
              begin(order, executor);
              broken.compareAndSet(null, executor.place());
              if (executor.place().equals(broken.get())) {
                inDoubt.countDown();
                return failed(FailureKind.INTERNAL_ERROR);
              }
              inDoubt.await(); // the other one is not there before
              cluster[0].count(2, Duration.ZERO);
              report(order, executor, 1);
              return DONE;
            });
    cluster[0].count(1, Duration.ofHours(1));

    try (InMemoryCluster open = cluster[0]) {
      assertThat(run(sweep(trials(20)), open).completed()).isEqualTo(20);
    }
  }

  @Test
  void trialsAreToBlameWhereTheyFailOnEveryExecutor() throws Exception {
    SweepSummary summary =
        run(
            sweep(trials(10)),
            (order, executor) -> {
              begin(order, executor);
              return failed(FailureKind.INTERNAL_ERROR);
            });

    assertThat(summary.end()).isEqualTo(SweepEnd.ALL_TRIALS_ENDED);
    assertThat(summary.failed()).isEqualTo(10);
    assertThat(summary.attempts()).isLessThan(20);
  }

  @Test
  void aTrialIsToBlameThatFailsWhereOthersDoNot() throws Exception {
    PlannedTrial[] trials = trials(20);

    SweepSummary summary =
        run(
            sweep(trials),
            (order, executor) -> {
              begin(order, executor);
              if (order.id().trial().equals(trials[0].id())) {
                return failed(FailureKind.INTERNAL_ERROR);
              }
              report(order, executor, 1);
              return DONE;
            });

    assertThat(summary.failed()).isOne();
    assertThat(summary.completed()).isEqualTo(19);
    assertThat(record(trials[0]).attempt()).isLessThanOrEqualTo(4);
  }
}
