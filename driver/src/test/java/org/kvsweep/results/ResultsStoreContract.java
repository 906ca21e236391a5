package org.kvsweep.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.Checkpoints;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

/** What every {@link ResultsStore} keeps to. */
abstract class ResultsStoreContract {

  /** The store under test, empty at the start of each test; the same one for the whole test. */
  abstract ResultsStore store() throws IOException;

  @Test
  void isEmptyAtFirst() throws IOException {
    assertThat(store().ended()).isEmpty();
  }

  @Test
  void givesBackWhatWasRecorded() throws IOException {
    TrialRecord completed = SampleTrials.completed(1, 10);
    TrialRecord failed = SampleTrials.failed(2, 20);

    assertThat(store().record(completed)).isTrue();
    assertThat(store().record(failed)).isTrue();

    assertThat(store().ended().values()).containsExactly(completed, failed);
    assertThat(store().ended()).containsOnlyKeys(completed.id(), failed.id());
  }

  @Test
  void keepsWhatWasRecordedFirst() throws IOException {
    TrialRecord first = SampleTrials.completed(1, 10);
    TrialRecord late = SampleTrials.failed(1, 5);
    store().record(first);

    assertThat(store().record(late)).isFalse();
    assertThat(store().record(first)).isFalse();
    assertThat(store().ended().values()).containsExactly(first);
  }

  @Test
  void replacesTheRecordOfAReopenedTrialOnceAndKeepsItUntilThen() throws IOException {
    TrialRecord failed = SampleTrials.failed(1, 10);
    TrialRecord other = SampleTrials.failed(2, 20);
    TrialRecord again = SampleTrials.completed(1, 30);
    store().record(failed);
    store().record(other);

    store().reopen(List.of(failed));
    assertThat(store().ended().values()).containsExactly(failed, other);

    assertThat(store().record(again)).isTrue();
    assertThat(store().record(SampleTrials.failed(1, 40))).isFalse();
    assertThat(store().record(SampleTrials.completed(2, 40))).as("not reopened").isFalse();
    assertThat(store().ended().values()).containsExactly(other, again);
  }

  @Test
  void keepsTheCheckpointsOfATrialThatAnyRunTrainsAgainUntilItHasEnded() throws IOException {
    TrialOutcome lost =
        new TrialOutcome.Failed(
            TrialRun.none(), FailureKind.LOST_EXECUTOR, "executor 7 was lost", "");
    TrialRecord failed = SampleTrials.record(SampleTrials.completed(1, 10).spec(), lost, 10);
    Optional<String> address = store().checkpointAddress();
    if (address.isEmpty()) {
      return; // it has no place for any
    }
    Checkpoints checkpoints =
        CheckpointFolder.at(address.get(), new Configuration())
            .of(failed.id(), CheckpointPolicy.STANDARD);
    checkpoints.save(7, to -> to.write('x'));

    store().record(failed);
    assertThat(checkpoints.steps()).containsExactly(7L);
    store().reopen(List.of(failed));
    assertThat(checkpoints.steps()).as("of the next run").containsExactly(7L);
    store().record(SampleTrials.completed(1, 20));
    assertThat(checkpoints.steps()).isEmpty();
  }

  @Test
  void ordersTrialsByTheirEnd() throws IOException {
    store().record(SampleTrials.completed(1, 30));
    store().record(SampleTrials.completed(2, 10));
    store().record(SampleTrials.completed(3, 20));

    assertThat(store().ended().values())
        .extracting(record -> record.spec().seed())
        .containsExactly(2L, 3L, 1L);
  }

  @Test
  void letsOneOfManyThreadsRecordATrial() throws Exception {
    ResultsStore store = store();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> attempts = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        TrialRecord record = SampleTrials.completed(i / 8, i);
        attempts.add(() -> store.record(record));
      }
      int recorded = 0;
      for (Future<Boolean> attempt : threads.invokeAll(attempts)) {
        recorded += attempt.get() ? 1 : 0;
      }
      assertThat(recorded).isEqualTo(5);
      assertThat(store.ended()).hasSize(5);
    } finally {
      threads.shutdownNow();
    }
  }
}
