package org.kvsweep.task;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.kvsweep.kernel.Precision;
import org.kvsweep.plan.KeepBest;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.settings.Conflict;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Schema;
import org.kvsweep.settings.Settings;
import org.kvsweep.trial.EngineCatalog;
import org.kvsweep.trial.EngineProvider;
import org.kvsweep.trial.TrialSpec;

/** All tasks on the class path, by name, and the engines that train their trials. */
public final class TaskCatalog {
  private final Map<String, TaskProvider> providers;
  private final EngineCatalog engines;
  private final Unused unused;

  /** What is to be done about keys that do nothing in a trial, or not what they say. */
  private enum Unused {
    REFUSED,
    READ
  }

  private TaskCatalog(Map<String, TaskProvider> providers, EngineCatalog engines, Unused unused) {
    this.providers = providers;
    this.engines = engines;
    this.unused = unused;
  }

  /**
   * Finds the providers on the class path.
   *
   * @throws IllegalStateException if two tasks, or two engines, claim the same name
   */
  public static TaskCatalog load() {
    Map<String, TaskProvider> providers = new LinkedHashMap<>();
    for (TaskProvider provider : ServiceLoader.load(TaskProvider.class)) {
      for (String name : provider.names()) {
        TaskProvider other = providers.putIfAbsent(name, provider);
        if (other != null) {
          throw new IllegalStateException(
              "Cannot load task %s: both %s and %s provide it"
                  .formatted(name, other.getClass().getName(), provider.getClass().getName()));
        }
      }
    }
    return new TaskCatalog(providers, EngineCatalog.load(), Unused.REFUSED);
  }

  /**
   * Returns the same catalog for reading what was trained: settings may name any engine, whose jar
   * need not be here, have keys {@link #withoutEffect}, and keep a best evaluation that nothing
   * tells.
   */
  public TaskCatalog forReading() {
    return new TaskCatalog(providers, engines.forReading(), Unused.READ);
  }

  public List<String> names() {
    return List.copyOf(providers.keySet());
  }

  public EngineCatalog engines() {
    return engines;
  }

  /** The training keys of that task, the engine among them. */
  public Schema trainingSchema(String name) {
    return provider(name).trainingSchema(name).with(engines.key());
  }

  /** What all of these trials together measure; empty if that is not known of one of them. */
  public Set<String> metrics(Collection<TrialSpec> trials) {
    Set<String> all = new TreeSet<>();
    for (TrialSpec trial : trials) {
      Set<String> measured = provider(trial.taskName()).metrics(trial);
      if (measured.isEmpty()) {
        return Set.of();
      }
      all.addAll(measured);
      if (keepsBest(trial)) {
        all.add(MetricNames.BEST_STEP);
      }
    }
    return all;
  }

  private static boolean keepsBest(TrialSpec trial) {
    Object kept = trial.training().values().get(TrainingKeys.KEEP_BEST);
    return kept != null && !kept.equals(KeepBest.NONE.label());
  }

  /** Returns whether a trial that measures these has no validation data. */
  private static boolean lacksValidation(Set<String> metrics) {
    return !metrics.isEmpty()
        && metrics.stream().noneMatch(name -> name.startsWith(MetricNames.VALIDATION));
  }

  /**
   * Why the trial can't be trained: what its task says, validation data that are missing, what its
   * engine can't do, and keys {@link #withoutEffect}.
   */
  public List<Conflict> conflicts(TrialSpec spec) {
    TaskProvider provider = provider(spec.taskName());
    List<Conflict> conflicts = new ArrayList<>(provider.conflicts(spec));
    if (unused == Unused.REFUSED && keepsBest(spec) && lacksValidation(provider.metrics(spec))) {
      conflicts.add(
          new Conflict(
              "training",
              TrainingKeys.KEEP_BEST,
              "the best evaluation can't be kept without validation data; none keeps the last"));
    }
    conflicts.addAll(withoutEffect(spec));
    Optional<EngineProvider> engine = engines.limits(spec.engine());
    boolean alone = engine.filter(limits -> !limits.trainsInGroups()).isPresent();
    if (alone && TrainingKeys.distribution(spec.training()).distributed()) {
      conflicts.add(
          new Conflict(
              "training",
              TrainingKeys.DISTRIBUTE,
              "the engine %s trains a trial with one worker".formatted(spec.engine())));
    }
    boolean inFloat = engine.filter(limits -> !limits.trainsInBfloat16()).isPresent();
    if (inFloat && TrainingKeys.precision(spec.training()) == Precision.BFLOAT16) {
      conflicts.add(
          new Conflict(
              "training",
              TrainingKeys.PRECISION,
              "the engine %s trains in float".formatted(spec.engine())));
    }
    return conflicts;
  }

  /**
   * The keys of the training that are given to no effect: they would tell trials apart that are the
   * same. None for reading what was trained.
   */
  public List<Conflict> withoutEffect(TrialSpec spec) {
    return switch (unused) {
      case REFUSED ->
          TrainingKeys.withoutEffect(
              spec.training(), provider(spec.taskName()).trainingSchema(spec.taskName()));
      case READ -> List.of();
    };
  }

  /**
   * The provider of that task.
   *
   * @throws IllegalArgumentException if there is none
   */
  public TaskProvider provider(String name) {
    TaskProvider provider = providers.get(name);
    if (provider == null) {
      throw new IllegalArgumentException(
          "Cannot find the task: expected one of %s, got %s"
              .formatted(String.join(", ", providers.keySet()), name));
    }
    return provider;
  }

  /**
   * A whole number that a trial from any file has in its task, within the bounds that it has in
   * sweep files.
   *
   * @throws IllegalArgumentException if it is missing or out of bounds
   */
  public int integer(TrialSpec spec, String key) {
    try {
      Key known = provider(spec.taskName()).taskSchema(spec.taskName()).key(key).orElseThrow();
      known.accept(spec.task().integer(key));
      return spec.task().integer(key);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException("%s: %s".formatted(key, e.getMessage()), e);
    }
  }

  /**
   * The trial with every default filled in.
   *
   * @param task {@code name} and the task's own keys
   * @throws IllegalArgumentException if the task or a key is unknown, or a value is unfit
   */
  public TrialSpec complete(
      Map<String, ?> task, Map<String, ?> model, Map<String, ?> training, long seed) {
    String name = String.valueOf(task.get(TrialSpec.TASK_NAME));
    TaskProvider provider = provider(name);
    Key nameKey = Key.choice(TrialSpec.TASK_NAME, name, names(), "the task");
    Settings settled = provider.taskSchema(name).with(nameKey).complete(task);
    return new TrialSpec(
        settled,
        provider.modelSchema(name).complete(model),
        trainingSchema(name).complete(training),
        seed);
  }
}
