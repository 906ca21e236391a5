package org.kvsweep.task.vision;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.kvsweep.kernel.PatchShape;
import org.kvsweep.model.ModelCost;
import org.kvsweep.model.VisionTransformer;
import org.kvsweep.plan.Budget;
import org.kvsweep.plan.KeepBest;
import org.kvsweep.plan.Optimizer;
import org.kvsweep.plan.Schedule;
import org.kvsweep.plan.TrainingKeys;
import org.kvsweep.plan.TrainingPlan;
import org.kvsweep.settings.Conflict;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Labelled;
import org.kvsweep.settings.Schema;
import org.kvsweep.settings.Settings;
import org.kvsweep.task.MetricNames;
import org.kvsweep.task.ModelKeys;
import org.kvsweep.task.Task;
import org.kvsweep.task.TaskProvider;
import org.kvsweep.task.vision.ImageDataset.Format;
import org.kvsweep.task.vision.ImageDataset.Part;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialSpec;

/**
 * Classification of images by a vision transformer: mnist, fashion-mnist, cifar-10 and cifar-100;
 * the defaults are the paper's.
 */
public final class VisionTasks implements TaskProvider {
  private static final String AUGMENT = "augment";
  private static final String PATCH = "patch";
  private static final String HIDDEN = "hidden";

  @Override
  public Set<String> names() {
    return new LinkedHashSet<>(Labelled.labels(ImageDataset.class));
  }

  @Override
  public Schema taskSchema(String name) {
    ImageDataset dataset = ImageDataset.of(name);
    int train = dataset.published(Part.TRAIN);
    int kept = colour(dataset) ? train / 10 : 0;
    Schema schema = SplitRequest.schema(kept, train, dataset.published(Part.TEST));
    return colour(dataset)
        ? schema.with(Key.flag(AUGMENT, true, "flip and crop training images at random"))
        : schema;
  }

  /** Returns whether the images are coloured; the paper trains those sets in another way. */
  private static boolean colour(ImageDataset dataset) {
    return dataset.format() != Format.IDX;
  }

  @Override
  public Schema modelSchema(String name) {
    ImageDataset dataset = ImageDataset.of(name);
    int patch = colour(dataset) ? 8 : 7;
    return Schema.of(
        ModelKeys.attention(),
        ModelKeys.width(colour(dataset) ? 128 : 256),
        ModelKeys.depth(4),
        ModelKeys.heads(4),
        Key.integer(
            PATCH,
            patch,
            1,
            dataset.side(),
            "side of a patch in pixels; divides the side of the image"),
        Key.integer(HIDDEN, 0, 0, 32_768, "width inside the feed-forward part; 0: width"));
  }

  @Override
  public Schema trainingSchema(String name) {
    ImageDataset dataset = ImageDataset.of(name);
    int epochs =
        switch (dataset) {
          case MNIST, FASHION_MNIST -> 20;
          case CIFAR_10 -> 40;
          case CIFAR_100 -> 50;
        };
    return TrainingKeys.schema(
        new TrainingPlan(
            Budget.epochs(epochs),
            colour(dataset) ? 128 : 200,
            Optimizer.adamW(1e-3),
            new Schedule.MultiStep(0, List.of(100, 150), 0.1),
            0,
            0,
            colour(dataset) ? KeepBest.ACCURACY : KeepBest.NONE));
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
    ImageDataset dataset = ImageDataset.of(spec.taskName());
    int patch = spec.model().integer(PATCH);
    if (dataset.side() % patch != 0) {
      conflicts.add(
          new Conflict(
              "model",
              PATCH,
              "images of %d pixels can't be cut into patches of %d"
                  .formatted(dataset.side(), patch)));
    }
    SplitRequest request = SplitRequest.of(spec.task());
    int published = dataset.published(Part.TRAIN);
    conflicts.addAll(request.conflicts(published));
    conflicts.addAll(TrainingKeys.conflicts(spec.training(), request.trainExamples(published)));
    return conflicts;
  }

  @Override
  public TrialCost cost(TrialSpec spec) {
    int published = ImageDataset.of(spec.taskName()).published(Part.TRAIN);
    return cost(spec, SplitRequest.of(spec.task()).trainExamples(published));
  }

  static TrialCost cost(TrialSpec spec, int examples) {
    TrainingPlan plan = TrainingKeys.plan(spec.training());
    ModelCost cost = model(spec).cost(plan.batchSize());
    return cost.trial(plan.length(examples).steps());
  }

  static VisionTransformer model(TrialSpec spec) {
    ImageDataset dataset = ImageDataset.of(spec.taskName());
    Settings model = spec.model();
    int width = model.integer(ModelKeys.WIDTH);
    int hidden = model.integer(HIDDEN);
    return new VisionTransformer(
        ModelKeys.attentionOf(spec),
        new PatchShape(dataset.normalization().channels(), dataset.side(), model.integer(PATCH)),
        dataset.classes(),
        width,
        model.integer(ModelKeys.DEPTH),
        model.integer(ModelKeys.HEADS),
        hidden == 0 ? width : hidden);
  }

  static List<String> tokenNames(TrialSpec spec) {
    ImageDataset dataset = ImageDataset.of(spec.taskName());
    int perSide = dataset.side() / spec.model().integer(PATCH);
    List<String> names = new ArrayList<>(List.of("class"));
    for (int patch = 0; patch < perSide * perSide; patch++) {
      names.add((patch / perSide + 1) + "," + (patch % perSide + 1));
    }
    return names;
  }

  @Override
  public Set<String> dataFiles(TrialSpec spec, Path dataFolder) {
    return new ImageFolder(dataFolder, ImageDataset.of(spec.taskName())).files();
  }

  @Override
  public Task create(TrialSpec spec, Path dataFolder) {
    ImageDataset dataset = ImageDataset.of(spec.taskName());
    ImageFolder folder = new ImageFolder(dataFolder, dataset);
    boolean varied = colour(dataset) && spec.task().flag(AUGMENT);
    return ImageTask.split(
        spec,
        dataset,
        folder,
        SplitRequest.of(spec.task()),
        varied ? ImageExamples.Variation.FLIP_AND_CROP : ImageExamples.Variation.NONE);
  }
}
