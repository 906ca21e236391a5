package org.kvsweep.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.kernel.Kernels;
import org.kvsweep.kernel.cpu.Blas;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.layer.KernelLayer;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.settings.Conflict;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.task.TaskProvider;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.EngineCatalog;
import org.kvsweep.trial.EngineProvider;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialEngine;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trains trials with Deeplearning4j, on one thread. */
public final class Dl4jEngine implements TrialEngine {
  private static final Logger LOG = LoggerFactory.getLogger(Dl4jEngine.class);

  /** Lists this engine without loading Deeplearning4j. */
  public static final class Provider implements EngineProvider {
    @Override
    public String name() {
      return EngineCatalog.DEFAULT;
    }

    @Override
    public boolean trainsInGroups() {
      return true;
    }

    @Override
    public boolean trainsInBfloat16() {
      return true;
    }

    @Override
    public TrialEngine create() {
      return new Dl4jEngine();
    }
  }

  private final TaskCatalog tasks;
  private final LongSupplier nanoTime;
  private final KernelChoice choice;

  /** The engine for all tasks on the class path. */
  public Dl4jEngine() {
    this(TaskCatalog.load(), KernelChoice.AUTO, System::nanoTime);
  }

  Dl4jEngine(TaskCatalog tasks, KernelChoice choice, LongSupplier nanoTime) {
    this.tasks = tasks;
    this.choice = choice;
    this.nanoTime = nanoTime;
    LOG.info("Kernels: {}", choice.kernels(DataType.FLOAT).name());
  }

  @Override
  public TrialOutcome run(TrialSpec spec, TrialContext context) {
    try {
      TaskProvider provider = tasks.provider(spec.taskName());
      List<Conflict> conflicts = provider.conflicts(spec);
      if (!conflicts.isEmpty()) {
        throw new IllegalArgumentException("Cannot run the trial: " + conflicts.get(0).message());
      }
      return train(spec, provider, context);
    } catch (IllegalArgumentException e) {
      return failed(FailureKind.BAD_CONFIGURATION, e);
    } catch (OutOfMemoryError e) {
      return failed(FailureKind.OUT_OF_MEMORY, e);
    } catch (RuntimeException e) {
      LOG.error("Trial failed: {}", spec, e);
      return failed(FailureKind.INTERNAL_ERROR, e);
    }
  }

  private TrialOutcome train(TrialSpec spec, TaskProvider provider, TrialContext context) {
    long started = nanoTime.getAsLong();
    Devices.use(context.device());
    Blas.useOneThread();
    Task task = provider.create(spec, context.dataFolder());
    context.expectedData().require(DataChecksums.in(task.environment()));
    KernelChoice chosen = choice.in(TrainingKeys.precision(spec.training()));
    Kernels kernels = chosen.kernels(DataType.FLOAT);
    TrainingPlan plan = provider.plan(spec);
    Learner learner = learner(task.network(chosen), task, plan, spec.seed(), kernels);
    ComputationGraph network = learner.network();
    SortedMap<String, String> environment = Environment.describe(kernels);
    environment.put("device", Devices.describe(context.device()));
    environment.putAll(task.environment());
    if (plan.budget().timed()) {
      environment.put("repeatable", "no: the budget is in time");
    }
    double preparing = (nanoTime.getAsLong() - started) / 1e9;
    Trainer trainer =
        new Trainer(
            task, plan, spec.seed(), learner, new TreeMap<>(environment), context, nanoTime);
    Trainer.End end = trainer.train();
    double total = preparing + trainer.seconds();
    // Not before: a checkpoint may be taken up with other resources.
    context.resources().ifPresent(given -> environment.put("resources", given));
    if (end == Trainer.End.COMPLETED) {
      context
          .modelFolder()
          .ifPresent(folder -> environment.putAll(save(folder, network, spec, task)));
    }
    TrialRun run = run(task.cost(spec, provider.cost(spec)), trainer, total, environment);
    return switch (end) {
      case COMPLETED -> new TrialOutcome.Completed(run);
      case STOPPED -> new TrialOutcome.Stopped(run, "told to stop");
      case CANCELLED -> new TrialOutcome.Stopped(run, "cancelled");
      case DIVERGED -> new TrialOutcome.Diverged(run, trainer.steps());
    };
  }

  /** Returns what trains that network: which it is, its output layer says. */
  private static Learner learner(
      ComputationGraphConfiguration configuration,
      Task task,
      TrainingPlan plan,
      long seed,
      Kernels kernels) {
    if (!KernelLayer.isOutputOf(configuration)) {
      return Dl4jLearner.of(configuration, task, plan, seed);
    }
    ComputationGraph network = new ComputationGraph(configuration);
    network.init();
    return new KernelLearner(network, task, kernels, plan);
  }

  /** Saves the model; a trained trial is not lost because that fails. */
  private static Map<String, String> save(
      Path folder, ComputationGraph network, TrialSpec spec, Task task) {
    try {
      long bytes = SavedModel.write(folder, network, spec, task.attachments(), maps(network, task));
      return Map.of(SavedModel.BYTES, Long.toString(bytes));
    } catch (IOException | UncheckedIOException e) {
      LOG.error("Cannot save the model in {}: {}", folder, e.toString());
      return Map.of(SavedModel.ERROR, String.valueOf(e.getMessage()));
    }
  }

  /** Returns the attention maps of an example; a failure here does not lose the model. */
  private static Optional<AttentionMaps> maps(ComputationGraph network, Task task) {
    try {
      return task.shown()
          .map(shown -> AttentionMaps.of(network, shown))
          .filter(maps -> !maps.layers().isEmpty());
    } catch (RuntimeException e) {
      LOG.error("Cannot keep attention maps", e);
      return Optional.empty();
    }
  }

  private static TrialRun run(
      TrialCost cost, Trainer trainer, double total, SortedMap<String, String> environment) {
    return new TrialRun(
        cost.parameters(),
        cost.forwardFlops(),
        cost.stepFlops(),
        trainer.steps(),
        trainer.times().medianSeconds(),
        trainer.times().totalSeconds(),
        total,
        cost.offHeapBytes(),
        environment,
        trainer.metrics());
  }

  private static TrialOutcome failed(FailureKind kind, Throwable cause) {
    StringWriter trace = new StringWriter();
    cause.printStackTrace(new PrintWriter(trace));
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new TrialOutcome.Failed(TrialRun.none(), kind, message, trace.toString());
  }
}
