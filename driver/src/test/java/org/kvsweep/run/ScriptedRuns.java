package org.kvsweep.run;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.kvsweep.results.InMemoryResultsStore;
import org.kvsweep.results.TrialRecord;
import org.kvsweep.run.InMemoryCluster.Executor;
import org.kvsweep.run.InMemoryCluster.Training;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.schedule.SchedulePolicy;
import org.kvsweep.schedule.SweepSummary;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialProgress;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

/** Runs of sweeps of scripted trials on a cluster in memory, for tests of the loop of a run. */
abstract class ScriptedRuns {
  static final TrialOutcome DONE = new TrialOutcome.Completed(TrialRun.none());
  static final TrialOutcome.Failed OUTGROWN =
      new TrialOutcome.Failed(TrialRun.none(), FailureKind.OUT_OF_MEMORY, "outgrown", "");
  static final long STEPS = 10;

  final InMemoryResultsStore results = new InMemoryResultsStore();
  final HeardEvents heard = new HeardEvents();
  SchedulePolicy policy = SchedulePolicy.STANDARD;

  static PlannedTrial trial(long seed) {
    TrialSpec spec =
        new TrialSpec(
            new Settings(Map.of(TrialSpec.TASK_NAME, "scripted")),
            new Settings(Map.of(ModelKeys.ATTENTION, "kv")),
            new Settings(Map.of()),
            seed);
    return new PlannedTrial(TrialId.of(spec), spec, new TrialCost(10, 20, 30, STEPS, 40));
  }

  static SweepSpec sweep(PlannedTrial... trials) {
    return new SweepSpec("scripted", List.of(), List.of(trials), "");
  }

  SweepSummary run(SweepSpec sweep, Training training) throws Exception {
    try (InMemoryCluster cluster = new InMemoryCluster(2, training)) {
      return run(sweep, cluster);
    }
  }

  SweepSummary run(SweepSpec sweep, InMemoryCluster cluster) throws Exception {
    return new SweepRunner(cluster, Clock.systemUTC()).run(sweep, results, heard, options());
  }

  RunOptions options() {
    return new RunOptions("no data", policy);
  }

  TrialRecord record(PlannedTrial trial) {
    return record(trial.id());
  }

  TrialRecord record(TrialId trial) {
    return results.ended().get(trial);
  }

  static boolean begin(TrialOrder order, Executor executor) {
    return executor.send(
        new TrialMessage.Begun(order.id().trial().value(), order.attempt(), executor.place(), 7));
  }

  static boolean report(TrialOrder order, Executor executor, int step) {
    TrialProgress progress = new TrialProgress(1, 1, step, STEPS, 0.5, 10);
    return executor.send(
        new TrialMessage.Progressed(order.id().trial().value(), order.attempt(), progress));
  }

  static TrialOutcome.Failed failed(FailureKind kind) {
    return new TrialOutcome.Failed(TrialRun.none(), kind, "as the test says", "");
  }

  /** Reports until it is told to stop; the test ends by its own limit if it never is. */
  static TrialOutcome stopped(TrialOrder order, Executor executor) throws InterruptedException {
    for (int step = 1; report(order, executor, step); step++) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return new TrialOutcome.Stopped(TrialRun.none(), "told to stop");
  }

  static PlannedTrial[] trials(int number) {
    return LongStream.range(0, number).mapToObj(ScriptedRuns::trial).toArray(PlannedTrial[]::new);
  }
}
