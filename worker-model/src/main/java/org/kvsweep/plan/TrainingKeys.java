package org.kvsweep.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kvsweep.kernel.Precision;
import org.kvsweep.settings.Conflict;
import org.kvsweep.settings.Count;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Labelled;
import org.kvsweep.settings.Schema;
import org.kvsweep.settings.Settings;

/** The {@code training:} section of a sweep file: the same keys for all tasks, not the defaults. */
public final class TrainingKeys {
  /** The key of a budget in time, in settings only where the file gives it. */
  public static final String SECONDS = "seconds";

  /** The key that says whether one trial is trained by several workers. */
  public static final String DISTRIBUTE = "distribute";

  /** The value of {@link #DISTRIBUTE} where each worker has a share of the data. */
  public static final String DATA = "data";

  /** The key of the largest learning rate. */
  public static final String LEARNING_RATE = "learning-rate";

  /** The key of the rule that changes parameters, only of networks of Deeplearning4j's layers. */
  public static final String UPDATER = "updater";

  /** The key for the numbers that products read, in settings only where it is not float. */
  public static final String PRECISION = "precision";

  /** The key of the validation metric that picks the evaluation that counts. */
  public static final String KEEP_BEST = "keep-best";

  static final String BETA1 = "beta1";

  private static final String BETA2 = "beta2";
  private static final String EPSILON = "epsilon";
  private static final String WEIGHT_DECAY = "weight-decay";
  private static final String CLIP_NORM = "clip-norm";
  private static final String WORKERS = "workers";
  private static final String AVERAGE_EVERY = "average-every";

  /** The keys that a distributed training has, and no other. */
  public static final List<String> DISTRIBUTION = List.of(DISTRIBUTE, WORKERS, AVERAGE_EVERY);

  private static final int LARGEST = 1_000_000_000;

  /** The keys of kvsweep's own Adam and kernels, which Deeplearning4j's layers have not. */
  private static final List<String> OF_KERNELS =
      List.of(BETA1, BETA2, EPSILON, WEIGHT_DECAY, CLIP_NORM, PRECISION);

  private TrainingKeys() {}

  /** Returns the keys of the section, with these defaults. */
  public static Schema schema(TrainingPlan defaults) {
    Optimizer optimizer = defaults.optimizer();
    return Schema.of(
            Key.integer(
                "epochs",
                defaults.budget().epochs(),
                0,
                1_000_000,
                "passes over the training data"),
            Key.integer(
                "steps",
                defaults.budget().steps(),
                0,
                LARGEST,
                "the budget in steps, instead of epochs"),
            Key.number(
                    SECONDS, 1, 0.001, 1e9, "the budget in seconds of training, instead of epochs")
                .optional(),
            Key.integer(
                "batch-size",
                defaults.batchSize(),
                1,
                1_000_000,
                "examples in a step; what is left over at the end of an epoch is dropped"),
            Key.number(
                LEARNING_RATE,
                optimizer.learningRate(),
                0,
                1e3,
                "the largest learning rate of the schedule"),
            Key.number(BETA1, optimizer.beta1(), 0, 1, "Adam: decay of the first moment"),
            Key.number(BETA2, optimizer.beta2(), 0, 1, "Adam: decay of the second moment"),
            Key.number(EPSILON, optimizer.epsilon(), 0, 1, "Adam: added to the denominator"),
            Key.number(
                WEIGHT_DECAY,
                optimizer.weightDecay(),
                0,
                1e3,
                "decoupled weight decay, as in AdamW"),
            Key.number(
                CLIP_NORM,
                defaults.clipNorm(),
                0,
                1e9,
                "largest norm of all gradients together; 0: no clipping"),
            Key.integer(
                "evaluate-every",
                defaults.evaluateEvery(),
                0,
                LARGEST,
                "steps between evaluations; 0: once per epoch"),
            Key.choice(
                KEEP_BEST,
                defaults.keepBest(),
                "validation metric that picks the evaluation that counts; none: the last one"))
        .with(ScheduleKeys.of(defaults.schedule()))
        .either("epochs", "steps", SECONDS)
        .with(
            Key.choice(
                    DISTRIBUTE,
                    "none",
                    List.of("none", DATA),
                    "data: several executors train one trial together")
                .unlessFallback(),
            Key.choice(
                    PRECISION,
                    Precision.FLOAT,
                    "numbers that products read; bfloat16 is faster where the CPU has it")
                .unlessFallback())
        .where(
            DISTRIBUTE,
            DATA,
            Key.integer(WORKERS, 2, 2, 1024, "workers that train one trial"),
            Key.integer(AVERAGE_EVERY, 5, 1, LARGEST, "steps of each worker between two averages"));
  }

  /**
   * Returns the keys of the section for a network of Deeplearning4j's layers: {@link #UPDATER} says
   * which of its updaters trains it, with the learning rate and the schedule of the section.
   */
  public static Schema networkSchema(TrainingPlan defaults) {
    return schema(defaults)
        .without(OF_KERNELS)
        .with(
            Key.choice(
                UPDATER,
                defaults.optimizer().updater().label(),
                Labelled.labels(Updater.class).stream()
                    .filter(updater -> !updater.equals(Updater.OF_NETWORK.label()))
                    .toList(),
                "rule that changes the parameters, with Deeplearning4j's defaults beside the learning rate"));
  }

  /**
   * Returns the keys of the section for a network that is trained by the updaters of its own
   * configuration: none about learning rates.
   */
  public static Schema ownUpdaterSchema(TrainingPlan defaults) {
    return schema(defaults)
        .without(OF_KERNELS)
        .without(List.of(LEARNING_RATE))
        .without(ScheduleKeys.NAMES);
  }

  /**
   * The plan that complete settings describe.
   *
   * @throws IllegalArgumentException if {@link #conflicts} finds any
   */
  public static TrainingPlan plan(Settings training) {
    return new TrainingPlan(
        new Budget(training.integer("epochs"), training.integer("steps"), seconds(training)),
        training.integer("batch-size"),
        optimizer(training),
        ScheduleKeys.read(training),
        has(training, CLIP_NORM) ? training.number(CLIP_NORM) : 0,
        training.integer("evaluate-every"),
        training.choice(KEEP_BEST, KeepBest.class),
        distribution(training));
  }

  private static Optimizer optimizer(Settings training) {
    if (has(training, UPDATER)) {
      return Optimizer.of(training.choice(UPDATER, Updater.class), training.number(LEARNING_RATE));
    }
    return has(training, BETA1)
        ? new Optimizer(
            training.number(LEARNING_RATE),
            training.number(BETA1),
            training.number(BETA2),
            training.number(EPSILON),
            training.number(WEIGHT_DECAY))
        : Optimizer.ofNetwork();
  }

  private static boolean has(Settings training, String key) {
    return training.values().containsKey(key);
  }

  /** Returns the distribution of the training over workers. */
  public static Distribution distribution(Settings training) {
    return has(training, DISTRIBUTE)
        ? new Distribution(training.integer(WORKERS), training.integer(AVERAGE_EVERY))
        : Distribution.NONE;
  }

  /** Returns the numbers that products read. */
  public static Precision precision(Settings training) {
    Object given = training.values().get(PRECISION);
    return Precision.BFLOAT16.label().equals(given) ? Precision.BFLOAT16 : Precision.FLOAT;
  }

  /** The budget in time; 0 if there is none. */
  public static double seconds(Settings training) {
    return training.values().get(SECONDS) instanceof Double seconds ? seconds : 0;
  }

  /**
   * Returns all reasons why settings can't be followed.
   *
   * @param examples of the training data
   */
  public static List<Conflict> conflicts(Settings training, long examples) {
    List<Conflict> conflicts = new ArrayList<>();
    int epochs = training.integer("epochs");
    int steps = training.integer("steps");
    double seconds = seconds(training);
    if (seconds > 0 && (epochs > 0 || steps > 0)) {
      conflicts.add(
          conflict(
              SECONDS,
              "the budget is in seconds or in something else, not both: got %s seconds, %s and %s"
                  .formatted(seconds, Count.of(epochs, "epoch"), Count.of(steps, "step"))));
    } else if (seconds == 0 && epochs > 0 && steps > 0) {
      conflicts.add(
          conflict(
              "steps",
              "the budget is in epochs or in steps, not both: got %s and %s"
                  .formatted(Count.of(epochs, "epoch"), Count.of(steps, "step"))));
    } else if (seconds == 0 && epochs + steps == 0) {
      conflicts.add(conflict("steps", "expected at least 1 here or in epochs, got 0 in both"));
    }
    Distribution distribution = distribution(training);
    if (seconds > 0 && distribution.distributed()) {
      conflicts.add(
          conflict(DISTRIBUTE, "workers count steps together, which a budget in seconds has not"));
    }
    int batch = training.integer("batch-size");
    if ((long) batch * distribution.workers() > examples) {
      conflicts.add(conflict("batch-size", TrainingPlan.moreThan(distribution, batch, examples)));
    }
    for (String beta : List.of(BETA1, BETA2)) {
      if (has(training, beta) && training.number(beta) >= 1) {
        conflicts.add(conflict(beta, "a decay of 1 would never forget its start, 0"));
      }
    }
    ScheduleKeys.problem(training)
        .ifPresent(problem -> conflicts.add(conflict(ScheduleKeys.MILESTONES, problem)));
    return conflicts;
  }

  /**
   * Returns the keys that have another value than their default to no effect: the trial would be
   * the same with any.
   *
   * @param schema of the settings
   */
  public static List<Conflict> withoutEffect(Settings training, Schema schema) {
    List<Conflict> conflicts = new ArrayList<>();
    Map<String, String> reasons = ScheduleKeys.withoutEffect(training);
    for (Key key : schema.keys()) {
      String reason = reasons.get(key.name());
      Object value = training.values().get(key.name());
      if (reason != null && value != null && !key.fallback().equals(Optional.of(value))) {
        conflicts.add(conflict(key.name(), reason));
      }
    }
    return conflicts;
  }

  private static Conflict conflict(String key, String message) {
    return new Conflict("training", key, message);
  }
}
