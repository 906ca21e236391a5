package org.kvsweep.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.trial.CheckpointPolicy;
import org.kvsweep.trial.Checkpoints;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.KeptInMemory;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialSpec;
import org.kvsweep.trial.WorkerGroup;

/** One trial, trained by several workers that are threads here. */
class DataParallelTest {
  /** For all to come to a meeting; if one has failed, the others would wait for ever. */
  private static final int PATIENCE_MINUTES = 5;

  private static final int STEPS = 12; // 2 epochs of 6 steps of both workers

  private static TrialSpec spec(Map<String, ?> training) {
    return TaskCatalog.load()
        .complete(
            Map.of("name", "copy", "length", 6, "train", 400, "validation", 20, "test", 20),
            Map.of("attention", "qkv", "width", 16, "depth", 1, "heads", 2, "dropout", 0.1),
            training,
            3);
  }

  private static TrialSpec distributed(int workers) {
    return spec(
        Map.of("batch-size", 32, "distribute", "data", "workers", workers, "average-every", 4L));
  }

  /** Meets in memory; ranks come in whatever order threads run. */
  private static final class Hall {
    private final WorkerGroup.State[] brought;
    private final CyclicBarrier all;
    private WorkerGroup.State mean;

    Hall(int size) {
      brought = new WorkerGroup.State[size];
      all = new CyclicBarrier(size, this::combine);
    }

    private void combine() {
      mean = WorkerGroup.State.combine(List.of(brought));
      if (brought[1].values().length > 0 && mean.wish() != WorkerGroup.Wish.DIVERGE) {
        assertThat(brought[1].values())
            .as("what workers learn from batches of their own")
            .isNotEqualTo(brought[0].values());
      }
    }

    WorkerGroup worker(int rank) {
      return new WorkerGroup() {
        @Override
        public int rank() {
          return rank;
        }

        @Override
        public int size() {
          return brought.length;
        }

        @Override
        public Optional<State> meet(State mine) {
          try {
            brought[rank] = mine;
            all.await(PATIENCE_MINUTES, TimeUnit.MINUTES);
            State taken = mean;
            all.await(PATIENCE_MINUTES, TimeUnit.MINUTES); // nobody changes what others still read
            return Optional.of(taken);
          } catch (Exception broken) {
            return Optional.empty();
          }
        }
      };
    }
  }

  /** A worker that its context tells to stop at a report. */
  private record Context(WorkerGroup workers, Checkpoints checkpoints, long stopAt)
      implements TrialContext {
    @Override
    public Answer report(TrialProgress progress) {
      return progress.step() >= stopAt ? Answer.STOP : Answer.CONTINUE;
    }

    @Override
    public boolean cancelled() {
      return false;
    }

    @Override
    public Path dataFolder() {
      return Path.of("unused");
    }
  }

  private static List<TrialOutcome> train(TrialSpec spec, int workers, Checkpoints kept, long stop)
      throws Exception {
    Hall hall = new Hall(workers);
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Future<TrialOutcome>> running = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        WorkerGroup worker = hall.worker(rank);
        Context context =
            new Context(
                worker,
                rank == 0 ? kept : Checkpoints.NONE,
                rank == workers - 1 ? stop : Long.MAX_VALUE);
        running.add(threads.submit(() -> new Dl4jEngine().run(spec, context)));
      }
      List<TrialOutcome> outcomes = new ArrayList<>();
      for (Future<TrialOutcome> one : running) {
        outcomes.add(one.get());
      }
      return outcomes;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void eachGoesThroughItsShareOfTheBatchesAndTheFirstEvaluates() throws Exception {
    List<TrialOutcome> outcomes = train(distributed(2), 2, Checkpoints.NONE, Long.MAX_VALUE);

    assertThat(outcomes)
        .allSatisfy(
            outcome -> {
              assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
              assertThat(outcome.run().steps()).isEqualTo(STEPS);
            });
    assertThat(outcomes.get(0).run().metrics()).hasSize(2);
    assertThat(outcomes.get(1).run().metrics()).isEmpty();
  }

  @Test
  void equalNumbersOfWorkersGiveEqualNumbersToTheLastBit() throws Exception {
    List<TrialOutcome> once = train(distributed(3), 3, Checkpoints.NONE, Long.MAX_VALUE);
    List<TrialOutcome> again = train(distributed(3), 3, Checkpoints.NONE, Long.MAX_VALUE);
    List<TrialOutcome> others = train(distributed(2), 2, Checkpoints.NONE, Long.MAX_VALUE);

    assertThat(again.get(0).run().last()).isEqualTo(once.get(0).run().last());
    assertThat(others.get(0).run().last()).isNotEqualTo(once.get(0).run().last());
  }

  /** With dropout, noise and batch statistics. */
  @Test
  void networksOfDeeplearning4jsLayersAverageTheirUpdatersToo() throws Exception {
    TrialSpec spec =
        TaskCatalog.load()
            .complete(
                Map.of("name", ToyNetworks.NAME, "kind", "NOISY"),
                Map.of(),
                Map.of("distribute", "data", "workers", 3, "average-every", 2L),
                3);

    List<TrialOutcome> once = train(spec, 3, Checkpoints.NONE, Long.MAX_VALUE);
    List<TrialOutcome> again = train(spec, 3, Checkpoints.NONE, Long.MAX_VALUE);

    assertThat(once.get(0)).isInstanceOf(TrialOutcome.Completed.class);
    assertThat(once.get(0).run().steps()).isEqualTo(6); // 3 epochs of 8 batches, shared by 3
    assertThat(again.get(0).run().last()).isEqualTo(once.get(0).run().last());
  }

  /** Any other step, any other data or dropout of a worker would show in the loss. */
  @Test
  void aGroupThatStoppedGoesOnWithTheNumbersOfOneThatDidNot() throws Exception {
    KeptInMemory kept = new KeptInMemory(CheckpointPolicy.everyEpochs(1));
    TrialOutcome whole = train(distributed(2), 2, Checkpoints.NONE, Long.MAX_VALUE).get(0);

    List<TrialOutcome> stopped = train(distributed(2), 2, kept, 6);
    TrialOutcome resumed = train(distributed(2), 2, kept, Long.MAX_VALUE).get(0);

    assertThat(stopped)
        .allSatisfy(
            outcome -> {
              assertThat(outcome).isInstanceOf(TrialOutcome.Stopped.class);
              assertThat(outcome.run().steps()).isEqualTo(6); // evaluated there
            });
    assertThat(resumed.run().last()).isEqualTo(whole.run().last());
  }

  @Test
  void workersOfAGroupThatGoesOnAreAllInItsEpoch() throws Exception {
    TrialSpec spec =
        TaskCatalog.load()
            .complete(
                Map.of("name", ToyNetworks.NAME, "kind", "RECURRENT"),
                Map.of(),
                Map.of("distribute", "data", "workers", 2, "average-every", 2L),
                3);
    KeptInMemory kept = new KeptInMemory(CheckpointPolicy.everyEpochs(1));
    TrialOutcome whole = train(spec, 2, Checkpoints.NONE, Long.MAX_VALUE).get(0);

    assertThat(train(spec, 2, kept, 8)).hasOnlyElementsOfType(TrialOutcome.Stopped.class);
    TrialOutcome resumed = train(spec, 2, kept, Long.MAX_VALUE).get(0);

    assertThat(kept.loaded).containsExactly(8L); // the end of the second epoch
    assertThat(resumed.run().last()).isEqualTo(whole.run().last());
  }

  @Test
  void aLossThatIsNoNumberEndsAllAtTheSameStep() throws Exception {
    TrialSpec wild =
        spec(
            Map.of("batch-size", 32, "distribute", "data", "learning-rate", 900.0, "epsilon", 0.0));

    List<TrialOutcome> outcomes = train(wild, 2, Checkpoints.NONE, Long.MAX_VALUE);

    assertThat(outcomes)
        .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(TrialOutcome.Diverged.class))
        .extracting(outcome -> ((TrialOutcome.Diverged) outcome).step())
        .containsOnly(5L);
  }

  @Test
  void aloneItIsRefused() {
    TrialOutcome outcome =
        new Dl4jEngine().run(distributed(2), TrialContext.alone(Path.of("unused")));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            TrialOutcome.Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(FailureKind.BAD_CONFIGURATION);
              assertThat(failed.message())
                  .isEqualTo("Cannot train with 2 workers: the place where the trial runs has 1");
            });
  }
}
