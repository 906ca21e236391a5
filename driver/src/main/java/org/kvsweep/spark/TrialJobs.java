package org.kvsweep.spark;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.FutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.kvsweep.schedule.Attempt;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.sweep.EarlyStopping;
import org.kvsweep.sweep.Keep;
import org.kvsweep.sweep.Rungs;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.sweep.TrialLabel;
import org.kvsweep.trial.TrialSpec;
import scala.collection.JavaConverters;
import scala.concurrent.ExecutionContext;
import scala.concurrent.ExecutionContext$;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * The Spark jobs of one sweep: one for each attempt in flight, with one task; with several that
 * Spark starts together, in a barrier stage, where several workers train the trial.
 */
final class TrialJobs {
  private static final ExecutionContext SAME_THREAD =
      ExecutionContext$.MODULE$.fromExecutor(Runnable::run);

  private final JavaSparkContext spark;
  private final RunOptions options;
  private final TrialLabel labels;
  private final Optional<EarlyStopping> earlyStopping;
  private final CheckpointOrder checkpoints;
  private final Keep keep;
  private final WholeExecutor alone;
  private final TrialResources resources;
  private final TrialTask task;
  private final Consumer<SweepEvent> events;
  private final Map<AttemptId, FutureAction<TrialReport>> jobs = new ConcurrentHashMap<>();

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
    this.options = options;
    this.labels = new TrialLabel(sweep);
    this.earlyStopping = sweep.procedure().earlyStopping();
    this.keep = sweep.keep();
    this.checkpoints = checkpoints;
    this.alone = alone;
    this.resources = resources;
    this.events = events;
    this.task =
        new TrialTask(DataShipment.of(spark, Path.of(options.dataFolder()), options.dataFiles()));
  }

  void submit(Attempt attempt) {
    Optional<String> refusal = resources.refusal(attempt.trial());
    if (refusal.isPresent()) {
      events.accept(new SweepEvent.Refused(attempt.id(), refusal.get()));
      return;
    }
    TrialSpec spec = attempt.trial().spec();
    int workers = attempt.trial().workers();
    List<TrialOrder> each = IntStream.range(0, workers).mapToObj(r -> order(attempt, r)).toList();
    JavaRDD<TrialOrder> shared = spark.parallelize(each, workers);
    JavaRDD<TrialOrder> orders =
        switch (attempt.room()) {
          case SHARED -> resources.claim(shared, attempt.trial());
          case ALONE -> alone.claim(shared, attempt.trial().resources().gpus());
        };
    TrialReport[] reports = new TrialReport[workers];
    spark.setJobGroup(attempt.id().toString(), labels.of(spec), true);
    FutureAction<TrialReport> job =
        spark
            .sc()
            .submitJob(
                workers == 1 ? task.over(orders.rdd()) : task.together(orders.rdd()),
                TrialTask.RESULT,
                JavaConverters.asScalaBuffer(
                        IntStream.range(0, workers).<Object>mapToObj(rank -> rank).toList())
                    .toSeq(),
                (rank, result) -> {
                  reports[(Integer) rank] = result;
                  return BoxedUnit.UNIT;
                },
                () -> TrialReport.of(List.of(reports)));
    jobs.put(attempt.id(), job);
    job.onComplete(result -> completed(attempt.id(), result), SAME_THREAD);
  }

  /** What that worker of the attempt is to do; the first keeps the model and tells how it goes. */
  private TrialOrder order(Attempt attempt, int rank) {
    return new TrialOrder(
        attempt.trial().spec(),
        attempt.number(),
        rank,
        attempt.trial().resources().description(),
        options.engine(),
        options.dataFolder(),
        rank == 0 ? keep : Keep.NONE,
        checkpoints,
        earlyStopping.map(rule -> rule.rungsOf(attempt.trial())).orElse(Rungs.NONE));
  }

  private Void completed(AttemptId id, Try<TrialReport> result) {
    jobs.remove(id);
    events.accept(
        result.isSuccess()
            ? new SweepEvent.Returned(id, result.get())
            : new SweepEvent.Broken(id, result.failed().get()));
    return null;
  }

  /** Interrupts the task of that attempt, if it has not ended. */
  void cancel(AttemptId id) {
    FutureAction<TrialReport> job = jobs.get(id);
    if (job != null) {
      job.cancel();
    }
  }

  void cancelAll() {
    jobs.values().forEach(FutureAction::cancel);
  }
}
