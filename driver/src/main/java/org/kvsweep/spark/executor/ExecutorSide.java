package org.kvsweep.spark.executor;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import org.apache.commons.lang3.function.FailableRunnable;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.storage.BlockManagerId;
import org.apache.spark.util.Utils;
import org.kvsweep.kernel.cpu.UnusedVectors;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.run.wire.Place;
import org.kvsweep.run.wire.TrialMessage;
import org.kvsweep.run.wire.TrialOrder;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.trial.Checkpoints;
import org.kvsweep.trial.EngineCatalog;
import org.kvsweep.trial.EngineProvider;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialEngine;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Runs trials on one executor, and keeps between them what is costly to make. */
public final class ExecutorSide implements ExecutorPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorSide.class);

  // Spark makes this object, and a task can't be handed it: one executor is one process.
  private static volatile ExecutorSide here;

  private static final String SAME_JAR =
      "take out the other one, which spark.executor.extraClassPath, the image or the jars of the"
          + " Spark installation there have";

  private static final String OTHER_CARDS =
      "no engine on the class path has code for it, so keep such cards out of the resources that"
          + " Spark is told of, or bring an engine that has (cluster/gpu/README.md)";
  private static final String MDC_TRIAL = "trial";

  /** What Spark calls the executor in the driver itself. */
  private static final String DRIVER = "driver";

  /** The exit code of a process that aborts (128 + SIGABRT), which the driver takes for a crash. */
  private static final int ABORT = 134;

  private final EnginePool engines = new EnginePool();
  private final CheckpointPlaces checkpoints = new CheckpointPlaces();
  private final ExecutorShutdown departure = new ExecutorShutdown();
  private final DataCopies data = new DataCopies(ExecutorSide::localFolder);
  private final Object processEnd = new Object();
  private volatile Duration takesOn = TrialOrder.TAKES_ON;
  private volatile ProgressPost post;
  private volatile GpuCards cards = GpuCards.none();
  private volatile boolean ownProcess;

  /**
   * The executor that this process is.
   *
   * @throws IllegalStateException if Spark was started without the plugin
   */
  public static ExecutorSide here() {
    ExecutorSide executor = here;
    if (executor == null) {
      throw new IllegalStateException(
          "Cannot run a trial: spark.plugins does not name the plugin of kvsweep");
    }
    return executor;
  }

  @Override
  public void init(PluginContext context, Map<String, String> fromDriver) {
    // As in the driver, whatever the language of the machine: what is named here is read there.
    Locale.setDefault(Locale.ENGLISH);
    post = new ProgressPost(context);
    departure.listen();
    here = this;
    List<String> differences = BuildIdentity.here().differencesFrom(BuildIdentity.of(fromDriver));
    if (!differences.isEmpty()) {
      post.tell(unfit("it has " + String.join("; and ", differences), SAME_JAR));
    }
    ownProcess = !DRIVER.equals(context.executorID());
    if (ownProcess) {
      UnusedVectors.warning()
          .ifPresent(LOG::warn); // where trials run in the driver, it has said so
    }
    cards = GpuCards.of(context.resources());
    EngineCatalog catalog = EngineCatalog.load();
    cards
        .unfit(
            capability ->
                catalog.names().stream()
                    .anyMatch(name -> catalog.provider(name).hasCodeFor(capability)))
        .ifPresent(card -> post.tell(unfit("nothing here computes on its " + card, OTHER_CARDS)));
  }

  private static String unfit(String why, String whatToDo) {
    return "Cannot run the sweep on %s: %s; %s".formatted(place(), why, whatToDo);
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

  /**
   * Sets another time than {@link TrialOrder#TAKES_ON}, so that a test need not be quick, nor wait.
   */
  public void takesOn(Duration time) {
    takesOn = time;
  }

  /**
   * Runs the trial, and as long as trials are short those that the driver has for this task: to
   * start a task takes as long as many a small trial.
   *
   * @return of the last attempt; the driver has the other reports
   */
  TrialReport run(TrialOrder first, DataShipment shipment, TaskContext task) {
    long begin = System.nanoTime();
    TrialReport report = run(first, true, shipment, task);
    Optional<TrialOrder> next = next(report, begin, task);
    while (next.isPresent()) {
      report = run(next.get(), false, shipment, task);
      next = next(report, begin, task);
    }
    return report;
  }

  /** Asks the driver, which knows what this task may take on. */
  private Optional<TrialOrder> next(TrialReport report, long begin, TaskContext task) {
    boolean plain = report.outcome().completed() && !report.model().isThere();
    boolean early = System.nanoTime() - begin < takesOn.toNanos();
    return plain && early && !departure.begun() && !task.isInterrupted()
        ? post.handIn(report)
        : Optional.empty();
  }

  /**
   * Runs one trial.
   *
   * @param tells the driver that it begins, which that knows of an order that it gave itself
   */
  private TrialReport run(
      TrialOrder order, boolean tells, DataShipment shipment, TaskContext task) {
    Place place = place();
    MDC.put(MDC_TRIAL, order.id().trial().value());
    departure.arrive();
    try (RemoteTrialContext context = new RemoteTrialContext(order, task, post, departure::begun)) {
      LOG.info("Trial {} begins: {}", order.id(), order.spec());
      if (tells) {
        context.begin(place);
      }
      // Not before: where the folder does not answer, the driver has to find that the trial hangs.
      context.saveTo(checkpoints(order));
      TrialOutcome outcome = outcome(order, shipment, context);
      synchronized (processEnd) { // what failed for want of the data that it deletes is not told
        LOG.info("Trial {} ends: {}", order.id(), describe(outcome));
      }
      if (outcome.failure().isPresent() && order.workers() > 1) {
        context.workers().leave();
      }
      outcome
          .failure()
          .filter(failed -> failed.kind() == FailureKind.NATIVE_CRASH)
          .filter(failed -> ownProcess && !departure.begun())
          .ifPresent(failed -> crash(order.id(), place, failed));
      TrainedModel model = context.trainedModel();
      return new TrialReport(order.id(), context.noted(outcome), place, model, halt(context));
    } finally {
      departure.depart();
      MDC.remove(MDC_TRIAL);
    }
  }

  /** Ends this process, in which every later trial would fail too; Spark starts another. */
  private void crash(AttemptId id, Place place, TrialOutcome.Failed failed) {
    LOG.error("This process ends, because it can't compute after the failure of trial {}", id);
    post.ask(
        new TrialMessage.Crashed(
            id.trial().value(), id.number(), place, failed.message(), failed.details()));
    synchronized (processEnd) {
      data.close();
      Runtime.getRuntime().halt(ABORT);
    }
  }

  /** Returns a folder that the cluster deletes with the application, however this process ends. */
  private static Path localFolder() {
    return Path.of(Utils.getLocalDir(SparkEnv.get().conf()));
  }

  private Checkpoints checkpoints(TrialOrder order) {
    return order.leads() ? checkpoints.of(order) : Checkpoints.NONE;
  }

  /**
   * The place of this executor; not by {@code plugin.hostname()}, which fails on executors, because
   * they have no RPC server.
   */
  private static Place place() {
    BlockManagerId id = SparkEnv.get().blockManager().blockManagerId();
    return new Place(id.executorId(), id.host());
  }

  private TrialReport.Halt halt(RemoteTrialContext context) {
    if (context.atRung()) {
      return TrialReport.Halt.AT_RUNG;
    }
    return departure.begun() ? TrialReport.Halt.LEAVING : TrialReport.Halt.NONE;
  }

  private static String describe(TrialOutcome outcome) {
    return outcome
        .failure()
        .map(failed -> "failed, %s: %s".formatted(failed.kind().label(), failed.message()))
        .orElse(outcome.status().label());
  }

  private TrialOutcome outcome(
      TrialOrder order, DataShipment shipment, RemoteTrialContext context) {
    Optional<TrialOutcome> obstacle = obstacle(() -> prepare(order, shipment, context));
    if (obstacle.isPresent()) {
      return obstacle.get();
    }
    String name = order.spec().engine();
    try {
      TrialEngine engine;
      try {
        engine = engines.take(name, order.workers());
      } catch (IllegalArgumentException unfit) {
        return failed(FailureKind.BAD_CONFIGURATION, unfit);
      }
      TrialOutcome outcome = engine.run(order.spec(), context);
      engines.giveBack(name, engine);
      return outcome != null
          ? outcome
          : failed(FailureKind.INTERNAL_ERROR, new IllegalStateException("no outcome"));
    } catch (OutOfMemoryError error) {
      return failed(FailureKind.OUT_OF_MEMORY, error);
    } catch (Exception | LinkageError | AssertionError | StackOverflowError error) {
      return failed(FailureKind.INTERNAL_ERROR, error);
    }
  }

  private void prepare(TrialOrder order, DataShipment shipment, RemoteTrialContext context)
      throws IOException {
    context.computeOn(cards);
    EngineProvider engine = EngineCatalog.load().provider(order.spec().engine());
    context.device().ifPresent(device -> cards.require(device, engine));
    context.readFrom(data.folder(order.dataFolder(), shipment));
  }

  /** Prepares a trial, and returns how it ends if that fails: nothing of it shall reach Spark. */
  static Optional<TrialOutcome> obstacle(FailableRunnable<IOException> preparation) {
    try {
      preparation.run();
      return Optional.empty();
    } catch (IOException error) {
      // A full disk, say: another machine may do better.
      return Optional.of(failed(FailureKind.LOST_EXECUTOR, error));
    } catch (InvalidPathException error) {
      return Optional.of(failed(FailureKind.BAD_CONFIGURATION, unnameable(error)));
    } catch (IllegalArgumentException error) {
      return Optional.of(failed(FailureKind.BAD_CONFIGURATION, error));
    } catch (OutOfMemoryError error) {
      return Optional.of(failed(FailureKind.OUT_OF_MEMORY, error));
    } catch (RuntimeException | LinkageError | ServiceConfigurationError error) {
      return Optional.of(failed(FailureKind.INTERNAL_ERROR, error));
    }
  }

  private static IllegalArgumentException unnameable(InvalidPathException path) {
    return new IllegalArgumentException(
        "Cannot use the path %s on this executor, which reads names as %s: %s; set spark.executorEnv.LC_ALL to a UTF-8 locale of its machine"
            .formatted(path.getInput(), System.getProperty("sun.jnu.encoding"), path.getReason()),
        path);
  }

  private static TrialOutcome failed(FailureKind kind, Throwable error) {
    return new TrialOutcome.Failed(
        TrialRun.none(), kind, StackTraces.sentence(error), StackTraces.text(error));
  }
}
