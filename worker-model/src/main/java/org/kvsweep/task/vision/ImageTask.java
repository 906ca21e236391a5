package org.kvsweep.task.vision;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.kvsweep.kernel.KernelChoice;
import org.kvsweep.task.Examples;
import org.kvsweep.task.Task;
import org.kvsweep.task.vision.ImageDataset.Part;
import org.kvsweep.task.vision.ImageExamples.Variation;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The images of one trial, and the vision transformer that classifies them. */
record ImageTask(
    TrialSpec spec,
    Examples train,
    Examples validation,
    Examples test,
    Map<String, String> environment)
    implements Task {
  private static final Logger LOG = LoggerFactory.getLogger(ImageTask.class);

  ImageTask {
    environment = Map.copyOf(environment);
  }

  /** Reads the images and divides them. */
  static ImageTask split(
      TrialSpec spec,
      ImageDataset dataset,
      ImageFolder folder,
      DataSplit.Request request,
      Variation variation) {
    Images training = folder.read(Part.TRAIN);
    Images testing = folder.read(Part.TEST);
    DataSplit split = DataSplit.draw(request, training.count(), testing.count(), spec.seed());
    return new ImageTask(
        spec,
        examples(training, split.train(), dataset, variation),
        examples(training, split.validation(), dataset, Variation.NONE),
        examples(testing, split.test(), dataset, Variation.NONE),
        environment(dataset, folder, training, testing));
  }

  private static Examples examples(
      Images images, int[] members, ImageDataset dataset, Variation variation) {
    return members.length == 0
        ? Examples.none()
        : new ImageExamples(images, members, dataset.side(), dataset.normalization(), variation);
  }

  /** Says so where not all of the published images are there. */
  private static Map<String, String> environment(
      ImageDataset dataset, ImageFolder folder, Images training, Images testing) {
    Map<String, String> environment = new TreeMap<>();
    note(environment, "train-images", training.count(), dataset.published(Part.TRAIN));
    note(environment, "test-images", testing.count(), dataset.published(Part.TEST));
    List<String> absent = folder.absent();
    if (!absent.isEmpty()) {
      environment.put("missing-files", String.join(", ", absent));
    }
    if (!environment.isEmpty()) {
      LOG.warn("Not all of {} is there: {}", dataset.label(), environment);
    }
    return environment;
  }

  private static void note(Map<String, String> environment, String name, int got, int published) {
    if (got != published) {
      environment.put(name, "%d of %d".formatted(got, published));
    }
  }

  @Override
  public ComputationGraphConfiguration network(KernelChoice kernels) {
    return VisionTasks.model(spec).network(spec.seed(), DataType.FLOAT, kernels);
  }
}
