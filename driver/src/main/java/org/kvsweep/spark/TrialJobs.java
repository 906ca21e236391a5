package org.kvsweep.spark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.IntStream;
import org.apache.spark.FutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.kvsweep.run.AttemptListener;
import org.kvsweep.run.ClusterJobs;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.Attempt;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.spark.executor.DataShipment;
import org.kvsweep.spark.executor.TrialTask;
import org.kvsweep.spark.executor.Wire;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
final class TrialJobs implements ClusterJobs {
  private static final Logger LOG = LoggerFactory.getLogger(TrialJobs.class);
  private static final ExecutionContext SAME_THREAD =
      ExecutionContext$.MODULE$.fromExecutor(Runnable::run);

  private final JavaSparkContext spark;
  private final TrialLabel labels;
  private final WholeExecutor alone;
  private final TrialResources resources;
  private final LargerExecutors larger;
  private final TrialTask task;
  private final AttemptListener listener;
  private final Map<AttemptId, Job> jobs = new HashMap<>();
  private final Queue<Kept> kept = new ArrayDeque<>();
  private final List<Waiting> tooLarge = new ArrayList<>();
  private final boolean speculates;
  private int slots;

  /** An attempt that no job has been submitted for, and its order as bytes. */
  @SuppressWarnings("ArrayRecordComponent") // written once, and never compared
  private record Kept(Attempt attempt, List<TrialOrder> orders, byte[] order) {}

  /**
   * An attempt that no job has been submitted for, since it may ask for more than any executor has.
   */
  private record Waiting(Attempt attempt, List<TrialOrder> orders) {}

  private static final class Job {
    final int cores;
    final boolean takesOn;
    AttemptId attempt;
    FutureAction<TrialReport> future;

    /**
     * A job that begins with that attempt.
     *
     * @param cores that its tasks ask for; 0 if they ask for nothing
     * @param takesOn true if what it has of an executor is what any attempt needs, and Spark makes
     *     no second copy of its task, which would begin with an attempt that has ended
     */
    Job(AttemptId first, int cores, boolean takesOn) {
      this.cores = cores;
      this.attempt = first;
      this.takesOn = takesOn;
    }
  }

  /** Jobs whose ends that listener hears, on threads of Spark. */
  TrialJobs(
      JavaSparkContext spark,
      TrialLabel labels,
      DataShipment data,
      WholeExecutor alone,
      TrialResources resources,
      LargerExecutors larger,
      AttemptListener listener) {
    this.spark = spark;
    this.speculates = spark.sc().conf().getBoolean("spark.speculation", false);
    this.labels = labels;
    this.alone = alone;
    this.resources = resources;
    this.larger = larger;
    this.listener = listener;
    this.task = new TrialTask(data);
  }

  @Override
  public synchronized void slots(int now) {
    slots = now;
  }

  @Override
  public synchronized void submit(Attempt attempt, List<TrialOrder> orders) {
    if (plain(attempt) && enough()) {
      kept.add(new Kept(attempt, orders, Wire.bytes(orders.get(0))));
      return;
    }
    Waiting waiting = new Waiting(attempt, orders);
    if (waitsNoLonger(waiting)) {
      return;
    }
    if (tooLarge.isEmpty()) {
      LOG.warn(
          "Waiting up to {} s for a larger executor. {}",
          larger.patience().toSeconds(),
          resources.refusal(attempt.trial()).orElse(""));
    }
    tooLarge.add(waiting);
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

  /** Starts an attempt that fits an executor; fails one that none will fit. */
  private boolean waitsNoLonger(Waiting waiting) {
    Optional<String> refusal = resources.refusal(waiting.attempt().trial());
    if (refusal.isPresent() && larger.mayCome()) {
      return false;
    }
    refusal.ifPresentOrElse(
        why -> unreported(waiting.attempt().id(), FailureKind.BAD_CONFIGURATION, why),
        () -> start(waiting.attempt(), waiting.orders()));
    return true;
  }

  @Override
  public synchronized void startKept() {
    tooLarge.removeIf(this::waitsNoLonger);
    while (!kept.isEmpty() && !enough()) {
      Kept next = kept.remove();
      start(next.attempt(), next.orders());
    }
  }

  @Override
  public synchronized Optional<byte[]> next(AttemptId ended, byte[] report) {
    Job job = jobs.get(ended);
    if (job == null || !job.takesOn || kept.isEmpty()) {
      return Optional.empty();
    }
    Kept next = kept.remove();
    jobs.remove(ended);
    job.attempt = next.attempt().id();
    jobs.put(job.attempt, job);
    listener.handedIn(ended, () -> Wire.read(report, TrialReport.class), job.attempt);
    return Optional.of(next.order());
  }

  @Override
  public synchronized boolean misfits(AttemptId id) {
    Job job = jobs.get(id);
    return job != null && job.cores > 0 && resources.misfits(job.cores);
  }

  @SuppressWarnings("try") // the scope of the group matters, not the object
  private void start(Attempt attempt, List<TrialOrder> orders) {
    int workers = orders.size();
    JavaRDD<TrialOrder> shared = spark.parallelize(orders, workers);
    PlannedTrial trial = attempt.trial();
    int cores =
        switch (attempt.room()) {
          case SHARED -> resources.cores(trial);
          case ALONE -> alone.cores();
        };
    JavaRDD<TrialOrder> claimed = resources.claim(shared, cores, trial);
    Job job = new Job(attempt.id(), cores, plain(attempt) && !speculates);
    jobs.put(attempt.id(), job);
    try (JobGroup unused =
        JobGroup.begin(spark, attempt.id().toString(), labels.of(trial.spec()))) {
      job.future =
          submitted(
              workers == 1 ? task.over(claimed.rdd()) : task.together(claimed.rdd()), workers);
    }
    job.future.onComplete(result -> completed(job, result), SAME_THREAD);
  }

  private FutureAction<TrialReport> submitted(RDD<TrialReport> tasks, int workers) {
    TrialReport[] reports = new TrialReport[workers];
    return spark
        .sc()
        .submitJob(
            tasks,
            TrialTask.RESULT,
            ScalaLists.sequence(
                IntStream.range(0, workers).<Object>mapToObj(rank -> rank).toList()),
            (rank, result) -> {
              reports[(Integer) rank] = result;
              return BoxedUnit.UNIT;
            },
            () -> TrialReport.of(List.of(reports)));
  }

  private synchronized Void completed(Job job, Try<TrialReport> result) {
    jobs.remove(job.attempt, job);
    if (result.isFailure()) {
      Throwable cause = result.failed().get();
      listener.unreported(job.attempt, FailureDiagnosis.of(cause), FailureDiagnosis.placeIn(cause));
      return null;
    }
    TrialReport report = result.get();
    listener.returned(report);
    if (!report.id().equals(job.attempt)) {
      // The order was lost on its way, or Spark has run the task twice.
      unreported(
          job.attempt, FailureKind.LOST_EXECUTOR, "its task ended with the attempt before it");
    }
    return null;
  }

  private void unreported(AttemptId id, FailureKind kind, String why) {
    TrialOutcome outcome = new TrialOutcome.Failed(TrialRun.none(), kind, why, "");
    listener.unreported(id, outcome, Optional.empty());
  }

  @Override
  public synchronized void cancel(AttemptId id) {
    kept.removeIf(waiting -> waiting.attempt().id().equals(id));
    tooLarge.removeIf(waiting -> waiting.attempt().id().equals(id));
    Job job = jobs.remove(id);
    if (job != null) {
      job.future.cancel();
    }
  }

  @Override
  public synchronized void cancelAll() {
    kept.clear();
    tooLarge.clear();
    jobs.values().forEach(job -> job.future.cancel());
  }
}
