package org.kvsweep.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.kvsweep.MovableClock;
import org.kvsweep.results.ResultsStore;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.run.InMemoryCluster.Training;
import org.kvsweep.schedule.SweepEnd;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;

/** The loop of a run whose records can't always be written. */
class SweepRunRecordsTest extends ScriptedRuns {
  /** Results of which some can't be written. */
  private final class FailingResults implements ResultsStore {
    private final Predicate<TrialRecord> fails;

    FailingResults(Predicate<TrialRecord> fails) {
      this.fails = fails;
    }

    @Override
    public Map<TrialId, TrialRecord> ended() {
      return results.ended();
    }

    @Override
    public boolean record(TrialRecord record, TrainedModel model, Keep keep) throws IOException {
      if (fails.test(record)) {
        throw new IOException("Cannot record trial " + record.id());
      }
      return results.record(record, model, keep);
    }

    @Override
    public void reopen(Collection<TrialRecord> trials) {
      results.reopen(trials);
    }
  }

  /** Runs a sweep whose clock goes only while it waits for events, and as long as that is true. */
  private SweepSummary run(
      SweepSpec sweep, ResultsStore store, Training training, BooleanSupplier timePasses)
      throws Exception {
    MovableClock clock = new MovableClock();
    BlockingQueue<SweepEvent> events =
        new LinkedBlockingQueue<>() {
          private static final long serialVersionUID = 1;

          @Override
          public SweepEvent poll(long timeout, TimeUnit unit) throws InterruptedException {
            SweepEvent event = super.poll(1, TimeUnit.MILLISECONDS);
            if (timePasses.getAsBoolean()) {
              clock.advance(Duration.ofMillis(unit.toMillis(timeout)));
            }
            return event;
          }
        };
    try (InMemoryCluster cluster = new InMemoryCluster(2, training)) {
      return SweepRun.begin(cluster, clock, sweep, store, heard, options(), events).run();
    }
  }

  @Test
  void aRecordThatFailsIsWrittenLaterAndTrialsGoOnMeanwhile() throws Exception {
    PlannedTrial[] trials = trials(6);
    Set<TrialId> begun = ConcurrentHashMap.newKeySet();
    AtomicInteger failures = new AtomicInteger();
    ResultsStore failing =
        new FailingResults(
            record -> {
              boolean fails = failures.get() < 3 || begun.size() < trials.length;
              failures.addAndGet(fails ? 1 : 0);
              return fails;
            });

    SweepSummary summary =
        run(
            sweep(trials),
            failing,
            (order, executor) -> {
              begun.add(order.id().trial());
              begin(order, executor);
              return DONE;
            },
            () -> begun.size() == trials.length);

    assertThat(summary.end()).isEqualTo(SweepEnd.ALL_TRIALS_ENDED);
    assertThat(summary.attempts()).isEqualTo(trials.length);
    assertThat(results.ended()).hasSize(trials.length);
    assertThat(heard.events()).filteredOn(event -> event.startsWith("end")).hasSize(trials.length);
  }

  @Test
  void whereARecordFailsForTooLongTrialsKeepTheirStateAndTheOthersAreRecorded() throws Exception {
    PlannedTrial lost = trial(1);
    PlannedTrial runs = trial(2);
    PlannedTrial ends = trial(3);
    int triesInAMinute = 13; // one every 5 s
    CountDownLatch givenUp = new CountDownLatch(triesInAMinute);
    AtomicBoolean begun = new AtomicBoolean();
    AtomicBoolean toldToStop = new AtomicBoolean();
    ResultsStore failing =
        new FailingResults(
            record -> {
              boolean fails = record.id().equals(lost.id());
              if (fails) {
                givenUp.countDown();
              }
              return fails;
            });

    assertThatThrownBy(
            () ->
                run(
                    sweep(lost, runs, ends),
                    failing,
                    (order, executor) -> {
                      begin(order, executor);
                      if (!order.id().trial().equals(runs.id())) {
                        begun.set(order.id().trial().equals(ends.id()));
                        return DONE;
                      }
                      givenUp.await();
                      TrialOutcome outcome = stopped(order, executor);
                      toldToStop.set(true);
                      return outcome;
                    },
                    () -> begun.get() && givenUp.getCount() > 0))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "Cannot record trial %s; what is recorded stays, run the same command again to continue",
            lost.id());

    assertThat(toldToStop).as("its trial was not interrupted").isTrue();
    assertThat(results.ended()).containsOnlyKeys(ends.id());
  }
}
