package org.kvsweep.task.vision;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.task.Examples;
import org.kvsweep.task.ShownExample;
import org.kvsweep.task.Task;
import org.kvsweep.task.vision.ImageDataset.Part;
import org.kvsweep.task.vision.ImageExamples.Variation;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.api.buffer.DataType;

/** The images of one trial, and the vision transformer that classifies them. */
record ImageTask(
    TrialSpec spec,
    Examples train,
    Examples validation,
    Examples test,
    Map<String, String> environment)
    implements Task {
  ImageTask {
    environment = Map.copyOf(environment);
  }

  /** Reads the images and divides them. */
  static ImageTask split(
      TrialSpec spec,
      ImageDataset dataset,
      ImageFolder folder,
      SplitRequest request,
      Variation variation) {
    Images training = folder.read(Part.TRAIN);
    Images testing = folder.read(Part.TEST);
    DataSplit split =
        DataSplit.draw(request, dataset.label(), training.count(), testing.count(), spec.seed());
    return new ImageTask(
        spec,
        examples(training, split.train(), dataset, variation),
        examples(training, split.validation(), dataset, Variation.NONE),
        examples(testing, split.test(), dataset, Variation.NONE),
        folder.environment(training, testing));
  }

  private static Examples examples(
      Images images, int[] members, ImageDataset dataset, Variation variation) {
    return members.length == 0
        ? Examples.none()
        : new ImageExamples(images, members, dataset.side(), dataset.normalization(), variation);
  }

  @Override
  public ComputationGraphConfiguration network(KernelChoice kernels) {
    return VisionTasks.model(spec).network(spec.seed(), DataType.FLOAT, kernels);
  }

  @Override
  public TrialCost cost(TrialSpec trial, TrialCost planned) {
    return VisionTasks.cost(trial, train.size());
  }

  /**
   * Returns the example to show; its tokens are the class token, then patches by row and column.
   */
  @Override
  public Optional<ShownExample> shown() {
    return Task.super
        .shown()
        .map(
            example ->
                new ShownExample(
                    example.name(), example.batch(), List.of(VisionTasks.tokenNames(spec))));
  }
}
