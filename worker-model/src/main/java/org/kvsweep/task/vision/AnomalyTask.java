package org.kvsweep.task.vision;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.kvsweep.layer.KernelChoice;
import org.kvsweep.random.RandomStream;
import org.kvsweep.task.Examples;
import org.kvsweep.task.ShownExample;
import org.kvsweep.task.Task;
import org.kvsweep.task.data.DataFiles;
import org.kvsweep.task.vision.ImageDataset.Part;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialSpec;
import org.nd4j.linalg.api.buffer.DataType;

/** The sets of one trial, and the encoder that finds the odd one in each. */
record AnomalyTask(
    TrialSpec spec,
    Examples train,
    Examples validation,
    Examples test,
    Map<String, String> environment)
    implements Task {
  private static final String TRAIN = "-train" + FeatureFile.SUFFIX;
  private static final String TEST = "-test" + FeatureFile.SUFFIX;

  static AnomalyTask ofPixels(TrialSpec spec, Path dataFolder) {
    ImageFolder folder = new ImageFolder(dataFolder, AnomalyTasks.IMAGES);
    Images training = folder.read(Part.TRAIN);
    Images testing = folder.read(Part.TEST);
    Normalization normalization = AnomalyTasks.IMAGES.normalization();
    return of(
        spec,
        AnomalyTasks.IMAGES.label(),
        new Features.Pixels(training, normalization),
        new Features.Pixels(testing, normalization),
        folder.environment(training, testing));
  }

  static AnomalyTask ofFiles(TrialSpec spec, String name, int width, Path dataFolder) {
    DataFiles files = new DataFiles(dataFolder, AnomalyTasks.NAME);
    Features training = read(files, name + TRAIN, width);
    Features testing = read(files, name + TEST, width);
    Map<String, String> remarks = new TreeMap<>(files.seen().environment());
    remarks.put(ImageFolder.TRAIN_IMAGES, String.valueOf(training.count()));
    remarks.put(ImageFolder.TEST_IMAGES, String.valueOf(testing.count()));
    return of(spec, AnomalyTasks.NAME + "/" + name, training, testing, remarks);
  }

  /** The files of features of that name, as they lie in the data folder. */
  static Set<String> files(String name, Path dataFolder) {
    DataFiles files = new DataFiles(dataFolder, AnomalyTasks.NAME);
    return Set.of(files.pathOf(name + TRAIN), files.pathOf(name + TEST));
  }

  private static Features read(DataFiles files, String name, int width) {
    Features[] read = new Features[1];
    files.read(
        name,
        in -> {
          read[0] = FeatureFile.read(in);
          if (read[0].width() != width) {
            throw new IOException(
                "expected vectors of %d numbers, as feature-width says, got %d"
                    .formatted(width, read[0].width()));
          }
        });
    return read[0];
  }

  private static AnomalyTask of(
      TrialSpec spec,
      String name,
      Features training,
      Features testing,
      Map<String, String> remarks) {
    SplitRequest request = SplitRequest.of(spec.task());
    DataSplit split = DataSplit.draw(request, name, training.count(), testing.count(), spec.seed());
    int size = AnomalyTasks.setSize(spec);
    return new AnomalyTask(
        spec,
        new SetExamples(
            training, split.train(), size, OptionalLong.empty(), "the training part of " + name),
        split.validation().length == 0
            ? Examples.none()
            : new SetExamples(
                training,
                split.validation(),
                size,
                fixed(spec, "validation"),
                "the validation part of " + name),
        new SetExamples(
            testing, split.test(), size, fixed(spec, "test"), "the test part of " + name),
        remarks);
  }

  private static OptionalLong fixed(TrialSpec spec, String part) {
    return OptionalLong.of(RandomStream.key(spec.seed(), "sets/" + part, 0));
  }

  @Override
  public ComputationGraphConfiguration network(KernelChoice kernels) {
    return AnomalyTasks.model(spec)
        .network(AnomalyTasks.setSize(spec), spec.seed(), DataType.FLOAT, kernels);
  }

  @Override
  public TrialCost cost(TrialSpec trial, TrialCost planned) {
    return AnomalyTasks.cost(trial, train.size());
  }

  /** Returns the example to show; its tokens are the images by their number, the odd one marked. */
  @Override
  public Optional<ShownExample> shown() {
    return Task.super
        .shown()
        .map(
            example -> {
              int odd = example.batch().labels().getInt(0);
              List<String> names =
                  IntStream.range(0, AnomalyTasks.setSize(spec))
                      .mapToObj(i -> i == odd ? (i + 1) + " odd" : Integer.toString(i + 1))
                      .toList();
              return new ShownExample(example.name(), example.batch(), List.of(names));
            });
  }
}
