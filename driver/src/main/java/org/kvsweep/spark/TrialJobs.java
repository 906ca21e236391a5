package org.kvsweep.spark;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.FutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.kvsweep.run.wire.CheckpointOrder;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.Attempt;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.spark.executor.DataShipment;
import org.kvsweep.spark.executor.TrialTask;
import org.kvsweep.spark.executor.Wire;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import scala.collection.JavaConverters;
import scala.concurrent.ExecutionContext;
import scala.concurrent.ExecutionContext$;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * The Spark jobs of one sweep. Each has one task; or several that Spark starts together, in a
 * barrier stage, where several workers train a trial. It begins with the attempt that it is
 * submitted for, and if that is short goes on with those that are kept for such tasks.
 *
 * <p>Used by the thread of the sweep and by those of Spark.
 */
final class TrialJobs {
  private static final ExecutionContext SAME_THREAD =
      ExecutionContext$.MODULE$.fromExecutor(Runnable::run);

  private final JavaSparkContext spark;
  private final TrialLabel labels;
  private final TrialOrders orders;
  private final WholeExecutor alone;
  private final TrialResources resources;
  private final TrialTask task;
  private final Consumer<SweepEvent> events;
  private final Map<AttemptId, Job> jobs = new HashMap<>();
  private final Queue<Kept> kept = new ArrayDeque<>();
  private final boolean speculates;
  private int slots;

  /** An attempt that no job has been submitted for, and its order as bytes. */
  @SuppressWarnings("ArrayRecordComponent") // written once, and never compared
  private record Kept(Attempt attempt, byte[] order) {}

  private static final class Job {
    final boolean takesOn;
    AttemptId attempt;
    FutureAction<TrialReport> future;

    /**
     * A job that begins with that attempt.
     *
     * @param takesOn true if what it has of an executor is what any attempt needs, and Spark makes
     *     no second copy of its task, which would begin with an attempt that has ended
     */
    Job(AttemptId attempt, boolean takesOn) {
      this.attempt = attempt;
      this.takesOn = takesOn;
    }
  }

  /** Jobs whose ends become events; that consumer is called on threads of Spark. */
  TrialJobs(
      JavaSparkContext spark,
      RunOptions options,
      SweepSpec sweep,
      CheckpointOrder checkpoints,
      WholeExecutor alone,
      TrialResources resources,
      Consumer<SweepEvent> events) {
    this.spark = spark;
    this.speculates = spark.sc().conf().getBoolean("spark.speculation", false);
    this.labels = new TrialLabel(sweep);
    this.orders = new TrialOrders(options, sweep, checkpoints);
    this.alone = alone;
    this.resources = resources;
    this.events = events;
    this.task = new TrialTask(DataShipment.of(spark, options.data()));
  }

  /** Takes in how many tasks can run side by side from now on. */
  synchronized void slots(int now) {
    slots = now;
  }

  synchronized void submit(Attempt attempt) {
    Optional<String> refusal = resources.refusal(attempt.trial());
    if (refusal.isPresent()) {
      unreported(attempt.id(), FailureKind.BAD_CONFIGURATION, refusal.get());
    } else if (plain(attempt) && enough()) {
      kept.add(new Kept(attempt, Wire.bytes(orders.order(attempt, 0))));
    } else {
      start(attempt);
    }
  }

  /** True of an attempt that any task can run. */
  private static boolean plain(Attempt attempt) {
    return attempt.room() == Attempt.Room.SHARED
        && attempt.trial().workers() == 1
        && attempt.trial().resources().standard();
  }

  /** Every slot has a job, and one more is in Spark's hands for the first that falls free. */
  private boolean enough() {
    return jobs.size() > slots;
  }

  /** Submits what was kept, as far as jobs have ended. */
  synchronized void startKept() {
    while (!kept.isEmpty() && !enough()) {
      start(kept.remove().attempt());
    }
  }

  /**
   * The next order for the task that has ended this attempt. If there is one, that attempt is the
   * job's from now on, and the report of the one before becomes an event.
   */
  synchronized Optional<byte[]> next(AttemptId ended, byte[] report) {
    Job job = jobs.get(ended);
    if (job == null || !job.takesOn || kept.isEmpty()) {
      return Optional.empty();
    }
    Kept next = kept.remove();
    jobs.remove(ended);
    job.attempt = next.attempt().id();
    jobs.put(job.attempt, job);
    events.accept(new SweepEvent.HandedIn(ended, report, job.attempt));
    return Optional.of(next.order());
  }

  private void start(Attempt attempt) {
    int workers = attempt.trial().workers();
    List<TrialOrder> each =
        IntStream.range(0, workers).mapToObj(rank -> orders.order(attempt, rank)).toList();
    JavaRDD<TrialOrder> shared = spark.parallelize(each, workers);
    JavaRDD<TrialOrder> claimed =
        switch (attempt.room()) {
          case SHARED -> resources.claim(shared, attempt.trial());
          case ALONE -> alone.claim(shared, attempt.trial().resources().gpus());
        };
    TrialReport[] reports = new TrialReport[workers];
    spark.setJobGroup(attempt.id().toString(), labels.of(attempt.trial().spec()), true);
    Job job = new Job(attempt.id(), plain(attempt) && !speculates);
    jobs.put(attempt.id(), job);
    job.future =
        spark
            .sc()
            .submitJob(
                workers == 1 ? task.over(claimed.rdd()) : task.together(claimed.rdd()),
                TrialTask.RESULT,
                JavaConverters.asScalaBuffer(
                        IntStream.range(0, workers).<Object>mapToObj(rank -> rank).toList())
                    .toSeq(),
                (rank, result) -> {
                  reports[(Integer) rank] = result;
                  return BoxedUnit.UNIT;
                },
                () -> TrialReport.of(List.of(reports)));
    job.future.onComplete(result -> completed(job, result), SAME_THREAD);
  }

  private synchronized Void completed(Job job, Try<TrialReport> result) {
    jobs.remove(job.attempt, job);
    if (result.isFailure()) {
      TrialOutcome outcome = FailureDiagnosis.of(result.failed().get());
      events.accept(new SweepEvent.Unreported(job.attempt, outcome));
      return null;
    }
    TrialReport report = result.get();
    events.accept(new SweepEvent.Returned(report));
    if (!report.id().equals(job.attempt)) {
      // The order was lost on its way, or Spark has run the task twice.
      unreported(
          job.attempt, FailureKind.LOST_EXECUTOR, "its task ended with the attempt before it");
    }
    return null;
  }

  private void unreported(AttemptId id, FailureKind kind, String why) {
    TrialOutcome outcome = new TrialOutcome.Failed(TrialRun.none(), kind, why, "");
    events.accept(new SweepEvent.Unreported(id, outcome));
  }

  /** Interrupts the task of that attempt, if it has not ended. */
  synchronized void cancel(AttemptId id) {
    kept.removeIf(waiting -> waiting.attempt().id().equals(id));
    Job job = jobs.remove(id);
    if (job != null) {
      job.future.cancel();
    }
  }

  synchronized void cancelAll() {
    kept.clear();
    jobs.values().forEach(job -> job.future.cancel());
  }
}
