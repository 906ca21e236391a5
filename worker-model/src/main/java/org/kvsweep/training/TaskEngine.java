package org.kvsweep.training;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.plan.KeepBest;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.settings.Conflict;
import org.kvsweep.task.ShownExample;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskCatalog;
import org.kvsweep.task.TaskProvider;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.FailureKind;
import org.kvsweep.trial.LifeSign;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialEngine;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains trials of tasks with the library of a {@link Backend}: the loop, the budget, checkpoints,
 * early stopping, metrics and saved models are the same with each.
 */
public final class TaskEngine implements TrialEngine {
  private static final Logger LOG = LoggerFactory.getLogger(TaskEngine.class);

  private final Backend backend;
  private final TaskCatalog tasks;
  private final LongSupplier nanoTime;

  /** The engine with that library, for all tasks on the class path. */
  public TaskEngine(Backend backend) {
    this(backend, TaskCatalog.load(), System::nanoTime);
  }

  TaskEngine(Backend backend, TaskCatalog tasks, LongSupplier nanoTime) {
    this.backend = backend;
    this.tasks = tasks;
    this.nanoTime = nanoTime;
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
      return lackOfMemory(e)
          .map(lack -> failed(FailureKind.OUT_OF_MEMORY, message(lack), e))
          .orElseGet(() -> failed(backend.kind(e), e));
    }
  }

  /** Returns the lack of memory behind a failure: Deeplearning4j wraps what a layer throws. */
  private static Optional<OutOfMemoryError> lackOfMemory(RuntimeException failure) {
    return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(OutOfMemoryError.class::isInstance)
        .map(OutOfMemoryError.class::cast)
        .reduce((outer, inner) -> inner);
  }

  private TrialOutcome train(TrialSpec spec, TaskProvider provider, TrialContext context) {
    long started = nanoTime.getAsLong();
    backend.use(context.device());
    Task task = provider.create(spec, context.dataFolder());
    context.expectedData().require(DataChecksums.in(task.environment()));
    TrainingPlan plan = provider.plan(spec);
    if (plan.keepBest() != KeepBest.NONE && task.validation().size() == 0) {
      throw new IllegalArgumentException(
          "Cannot keep the best evaluation: expected validation data, got none; keep-best: none"
              + " keeps the last");
    }
    SortedMap<String, String> environment = backend.environment(spec);
    environment.putAll(task.environment());
    if (plan.budget().timed()) {
      environment.put("repeatable", "no: the budget is in time");
    }
    try (Learner learner = backend.learner(spec, task, plan);
        Trainer trainer = trainer(spec, task, plan, learner, environment, context)) {
      double preparing = (trainer.began() - started) / 1e9;
      Trainer.End end = trainer.train();
      double total = preparing + trainer.seconds();
      // Not before: a checkpoint may be taken up with other resources.
      context.resources().ifPresent(given -> environment.put("resources", given));
      if (end == Trainer.End.COMPLETED) {
        context
            .modelFolder()
            .ifPresent(
                folder ->
                    environment.putAll(save(folder, learner.network(), spec, task, trainer::live)));
      }
      TrialCost cost = task.cost(spec, provider.cost(spec));
      return outcome(end, trainer, run(cost, trainer, total, environment));
    }
  }

  private Trainer trainer(
      TrialSpec spec,
      Task task,
      TrainingPlan plan,
      Learner learner,
      SortedMap<String, String> environment,
      TrialContext context) {
    return new Trainer(
        task, plan, spec.seed(), learner, new TreeMap<>(environment), context, nanoTime);
  }

  private static TrialOutcome outcome(Trainer.End end, Trainer trainer, TrialRun run) {
    return switch (end) {
      case COMPLETED -> new TrialOutcome.Completed(run);
      case STOPPED -> new TrialOutcome.Stopped(run, "told to stop");
      case CANCELLED -> new TrialOutcome.Stopped(run, "cancelled");
      case DIVERGED -> new TrialOutcome.Diverged(run, trainer.steps());
    };
  }

  /** Saves the model; a trained trial is not lost because that fails. */
  private static Map<String, String> save(
      Path folder, ComputationGraph network, TrialSpec spec, Task task, LifeSign sign) {
    try {
      Optional<AttentionMaps> maps = maps(network, task, sign);
      long bytes = SavedModel.write(folder, network, spec, task.attachments(), maps, sign);
      return Map.of(SavedModel.BYTES, Long.toString(bytes));
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      LOG.error("Cannot save the model in {}", folder, e);
      return Map.of(SavedModel.ERROR, message(e));
    }
  }

  /** Returns the attention maps of an example; a failure here does not lose the model. */
  private static Optional<AttentionMaps> maps(ComputationGraph network, Task task, LifeSign sign) {
    try {
      return task.shown()
          .map(shown -> maps(network, shown, sign))
          .filter(maps -> !maps.layers().isEmpty());
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("Cannot keep attention maps", e);
      return Optional.empty();
    }
  }

  private static AttentionMaps maps(ComputationGraph network, ShownExample shown, LifeSign sign) {
    try {
      return AttentionMaps.of(network, shown, sign);
    } finally {
      shown.batch().close();
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
    return failed(kind, message(cause), cause);
  }

  private static String message(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private static TrialOutcome failed(FailureKind kind, String message, Throwable cause) {
    StringWriter trace = new StringWriter();
    cause.printStackTrace(new PrintWriter(trace));
    return new TrialOutcome.Failed(TrialRun.none(), kind, message, trace.toString());
  }
}
