package org.kvsweep.spark;

import java.io.IOException;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.storage.BlockManagerId;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialEngine;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

/** Runs trials on one executor, and keeps between them what is costly to make. */
final class ExecutorSide implements ExecutorPlugin {
  // Spark makes this object, and a task can't be handed it: one executor is one process.
  private static volatile ExecutorSide here;

  private final EnginePool engines = new EnginePool();
  private final CheckpointPlaces checkpoints = new CheckpointPlaces();
  private final Departure departure = new Departure();
  private final DataCopies data = new DataCopies();
  private volatile ProgressPost post;

  /**
   * The executor that this process is.
   *
   * @throws IllegalStateException if Spark was started without the plugin
   */
  static ExecutorSide here() {
    ExecutorSide executor = here;
    if (executor == null) {
      throw new IllegalStateException(
          "Cannot run a trial: spark.plugins does not name " + KvsweepPlugin.class.getName());
    }
    return executor;
  }

  @Override
  public void init(PluginContext context, Map<String, String> fromDriver) {
    post = new ProgressPost(context);
    departure.listen();
    here = this;
  }

  @Override
  public void shutdown() {
    departure.close();
    post.close();
    data.close();
    if (here == this) {
      here = null;
    }
  }

  TrialReport run(TrialOrder order, DataShipment shipment, TaskContext task) {
    Place place = place();
    departure.arrive();
    try (RemoteTrialContext context =
        new RemoteTrialContext(order, task, post, checkpoints.of(order), departure::begun)) {
      TrialOutcome outcome =
          context.begin(place)
              ? outcome(order, shipment, context)
              : new TrialOutcome.Stopped(TrialRun.none(), "given up before it began");
      boolean leaving = departure.begun() && outcome instanceof TrialOutcome.Stopped;
      return new TrialReport(outcome, place, context.trainedModel(), leaving);
    } finally {
      departure.depart();
    }
  }

  /** Not {@code plugin.hostname()}, which fails on executors, because they have no RPC server. */
  private static Place place() {
    BlockManagerId id = SparkEnv.get().blockManager().blockManagerId();
    return new Place(id.executorId(), id.host());
  }

  private TrialOutcome outcome(
      TrialOrder order, DataShipment shipment, RemoteTrialContext context) {
    try {
      context.readFrom(data.folder(order.dataFolder(), shipment));
    } catch (IOException | IllegalArgumentException error) {
      return failed(FailureKind.BAD_CONFIGURATION, error);
    }
    try {
      TrialEngine engine = engines.take(order.engine());
      TrialOutcome outcome = engine.run(order.spec(), context);
      engines.giveBack(engine);
      return outcome != null
          ? outcome
          : failed(FailureKind.INTERNAL_ERROR, new IllegalStateException("no outcome"));
    } catch (OutOfMemoryError error) {
      return failed(FailureKind.OUT_OF_MEMORY, error);
    } catch (Exception | LinkageError | AssertionError | StackOverflowError error) {
      return failed(FailureKind.INTERNAL_ERROR, error);
    }
  }

  private static TrialOutcome failed(FailureKind kind, Throwable error) {
    return new TrialOutcome.Failed(
        TrialRun.none(), kind, StackTraces.sentence(error), StackTraces.text(error));
  }
}
