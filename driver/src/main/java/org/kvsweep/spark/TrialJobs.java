package org.kvsweep.spark;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
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
import scala.collection.Seq;
import scala.concurrent.ExecutionContext;
import scala.concurrent.ExecutionContext$;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** The Spark jobs of one sweep: one job of one task for each attempt in flight. */
final class TrialJobs {
  private static final Seq<Object> ONLY_PARTITION =
      JavaConverters.asScalaBuffer(List.<Object>of(0)).toSeq();
  private static final ExecutionContext SAME_THREAD =
      ExecutionContext$.MODULE$.fromExecutor(Runnable::run);

  private final JavaSparkContext spark;
  private final RunOptions options;
  private final TrialLabel labels;
  private final Optional<EarlyStopping> earlyStopping;
  private final CheckpointOrder checkpoints;
  private final Keep keep;
  private final WholeExecutor alone;
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
      Consumer<SweepEvent> events) {
    this.spark = spark;
    this.options = options;
    this.labels = new TrialLabel(sweep);
    this.earlyStopping = sweep.procedure().earlyStopping();
    this.keep = sweep.keep();
    this.checkpoints = checkpoints;
    this.alone = alone;
    this.events = events;
    this.task =
        new TrialTask(DataShipment.of(spark, Path.of(options.dataFolder()), options.dataFiles()));
  }

  void submit(Attempt attempt) {
    TrialSpec spec = attempt.trial().spec();
    TrialOrder order =
        new TrialOrder(
            spec,
            attempt.number(),
            options.engine(),
            options.dataFolder(),
            keep,
            checkpoints,
            earlyStopping.map(rule -> rule.rungsOf(attempt.trial())).orElse(Rungs.NONE));
    JavaRDD<TrialOrder> shared = spark.parallelize(List.of(order), 1);
    JavaRDD<TrialOrder> orders =
        switch (attempt.room()) {
          case SHARED -> shared;
          case ALONE -> alone.claim(shared);
        };
    AtomicReference<TrialReport> report = new AtomicReference<>();
    spark.setJobGroup(attempt.id().toString(), labels.of(spec), true);
    FutureAction<TrialReport> job =
        spark
            .sc()
            .submitJob(
                orders.rdd(),
                task,
                ONLY_PARTITION,
                (index, result) -> {
                  report.set(result);
                  return BoxedUnit.UNIT;
                },
                report::get);
    jobs.put(attempt.id(), job);
    job.onComplete(result -> completed(attempt.id(), result), SAME_THREAD);
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
