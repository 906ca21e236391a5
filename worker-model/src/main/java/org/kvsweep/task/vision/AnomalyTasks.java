package org.kvsweep.task.vision;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.kvsweep.layer.TokenShape;
import org.kvsweep.model.ModelCost;
import org.kvsweep.model.SequenceEncoder;
import org.kvsweep.model.SetAnomaly;
import org.kvsweep.plan.Budget;
import org.kvsweep.plan.KeepBest;
import org.kvsweep.plan.Optimizer;
import org.kvsweep.plan.Schedule;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.settings.Conflict;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Schema;
import org.kvsweep.settings.Settings;
import org.kvsweep.task.MetricNames;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskProvider;
import org.kvsweep.task.vision.ImageDataset.Part;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialSpec;

/**
 * The task anomaly: which of ten images is of another class than the rest. Images are the pixels of
 * CIFAR-100, or vectors of features in a file.
 */
public final class AnomalyTasks implements TaskProvider {
  /** The name of the task, and of the folder of feature files. */
  public static final String NAME = "anomaly";

  private static final Pattern FEATURE_NAMES = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  static final ImageDataset IMAGES = ImageDataset.CIFAR_100;
  static final String PIXELS = "pixels";

  private static final String FEATURES = "features";
  private static final String FEATURE_WIDTH = "feature-width";
  private static final String SET_SIZE = "set-size";
  private static final String DROPOUT = "dropout";
  private static final String INPUT_DROPOUT = "input-dropout";

  // What the tutorial does that the paper's code follows.
  private static final TrainingPlan DEFAULTS =
      new TrainingPlan(
          Budget.epochs(100),
          64,
          Optimizer.adam(5e-4),
          new Schedule.Cosine(100),
          2,
          0,
          KeepBest.ACCURACY);

  /** Returns whether feature files can have that name. */
  public static boolean namesFeatures(String name) {
    return FEATURE_NAMES.matcher(name).matches() && !name.equals(PIXELS);
  }

  @Override
  public Set<String> names() {
    return Set.of(NAME);
  }

  @Override
  public Schema taskSchema(String name) {
    int train = IMAGES.published(Part.TRAIN);
    return SplitRequest.schema(train / 10, train, IMAGES.published(Part.TEST))
        .with(
            Key.text(
                FEATURES,
                PIXELS,
                "pixels of CIFAR-100, or X for the files anomaly/X-train.features and"
                    + " anomaly/X-test.features"),
            Key.integer(
                FEATURE_WIDTH,
                IMAGES.imageBytes(),
                1,
                FeatureFile.LARGEST_WIDTH,
                "numbers in a vector of features"),
            Key.integer(SET_SIZE, 10, 3, 1000, "images in a set, including the odd one"));
  }

  @Override
  public Schema modelSchema(String name) {
    return Schema.of(
        ModelKeys.attention(),
        ModelKeys.width(256),
        ModelKeys.depth(4),
        ModelKeys.heads(4),
        ModelKeys.dropout(DROPOUT, 0.1, "an activation"),
        ModelKeys.dropout(INPUT_DROPOUT, 0.1, "a feature"));
  }

  @Override
  public Schema trainingSchema(String name) {
    return TrainingKeys.schema(DEFAULTS);
  }

  @Override
  public Set<String> metrics(String name) {
    return MetricNames.onEachPart("loss", "accuracy");
  }

  @Override
  public Set<String> metrics(TrialSpec trial) {
    return SplitRequest.of(trial.task()).metrics(metrics(trial.taskName()));
  }

  @Override
  public List<Conflict> conflicts(TrialSpec spec) {
    List<Conflict> conflicts = new ArrayList<>(ModelKeys.conflicts(spec.model()));
    if (spec.task().word(FEATURES).equals(PIXELS)
        && spec.task().integer(FEATURE_WIDTH) != IMAGES.imageBytes()) {
      conflicts.add(
          new Conflict(
              "task",
              FEATURE_WIDTH,
              "an image has %d numbers, not %d"
                  .formatted(IMAGES.imageBytes(), spec.task().integer(FEATURE_WIDTH))));
    }
    if (!FEATURE_NAMES.matcher(spec.task().word(FEATURES)).matches()) {
      conflicts.add(
          new Conflict(
              "task",
              FEATURES,
              "the name of a feature file has letters, digits, dots, dashes and underscores, got "
                  + spec.task().word(FEATURES)));
    }
    SplitRequest request = SplitRequest.of(spec.task());
    // How many vectors a feature file has, is known only where it lies.
    int published = estimatesCost(spec) ? Integer.MAX_VALUE : IMAGES.published(Part.TRAIN);
    conflicts.addAll(request.conflicts(published));
    conflicts.addAll(TrainingKeys.conflicts(spec.training(), request.trainExamples(published)));
    return conflicts;
  }

  /**
   * Returns the cost, with the number of images of CIFAR-100: that of a feature file is unknown
   * without the file.
   */
  @Override
  public TrialCost cost(TrialSpec spec) {
    return cost(spec, SplitRequest.of(spec.task()).trainExamples(IMAGES.published(Part.TRAIN)));
  }

  @Override
  public boolean estimatesCost(TrialSpec spec) {
    return !spec.task().word(FEATURES).equals(PIXELS);
  }

  static TrialCost cost(TrialSpec spec, int examples) {
    TrainingPlan plan = TrainingKeys.plan(spec.training());
    ModelCost cost = model(spec).cost(new TokenShape(plan.batchSize(), setSize(spec)));
    return cost.trial(plan.length(examples).steps());
  }

  static SetAnomaly model(TrialSpec spec) {
    Settings model = spec.model();
    SequenceEncoder encoder =
        new SequenceEncoder(
            ModelKeys.attentionOf(spec),
            1,
            model.integer(ModelKeys.WIDTH),
            model.integer(ModelKeys.DEPTH),
            model.integer(ModelKeys.HEADS),
            model.number(DROPOUT));
    return new SetAnomaly(spec.task().integer(FEATURE_WIDTH), model.number(INPUT_DROPOUT), encoder);
  }

  static int setSize(TrialSpec spec) {
    return spec.task().integer(SET_SIZE);
  }

  @Override
  public Set<String> dataFiles(TrialSpec spec, Path dataFolder) {
    String features = spec.task().word(FEATURES);
    return features.equals(PIXELS)
        ? new ImageFolder(dataFolder, IMAGES).files()
        : AnomalyTask.files(features, dataFolder);
  }

  @Override
  public Optional<String> dataKey(TrialSpec spec) {
    return spec.task().word(FEATURES).equals(PIXELS) ? Optional.empty() : Optional.of(FEATURES);
  }

  @Override
  public Task create(TrialSpec spec, Path dataFolder) {
    String features = spec.task().word(FEATURES);
    return features.equals(PIXELS)
        ? AnomalyTask.ofPixels(spec, dataFolder)
        : AnomalyTask.ofFiles(spec, features, spec.task().integer(FEATURE_WIDTH), dataFolder);
  }
}
