package org.kvsweep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.kvsweep.data.FeatureImport;
import org.kvsweep.task.vision.AnomalyTasks;
import org.kvsweep.task.vision.FeatureFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes feature files for the task anomaly. */
@Command(
    name = "features",
    description = {
      "Makes feature files for the task anomaly from NumPy's .npy files: vectors [count, width] and"
          + " their labels [count]."
    },
    footer = {
      "  kvsweep data features resnet34 --train train.npy train-labels.npy \\",
      "      --test test.npy test-labels.npy"
    })
final class DataFeaturesCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Spec private CommandSpec spec;
  @Mixin private DataFolderOption folder;

  @Parameters(paramLabel = "NAME", description = "Name of the features in sweep files.")
  private String name;

  @Option(
      names = "--train",
      paramLabel = "FILE",
      arity = "2",
      required = true,
      description = "Training vectors and their labels.")
  private List<Path> train;

  @Option(
      names = "--test",
      paramLabel = "FILE",
      arity = "2",
      required = true,
      description = "Test vectors and their labels.")
  private List<Path> test;

  DataFeaturesCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    if (!AnomalyTasks.namesFeatures(name)) {
      throw new ParameterException(
          spec.commandLine(),
          "Cannot name features: expected letters, digits, dots, dashes and underscores, and not"
              + " pixels, got "
              + name);
    }
    try (FeatureImport training = aside("train", train);
        FeatureImport testing = aside("test", test)) {
      if (training.width() != testing.width()) {
        throw new IOException(
            "Cannot use %s and %s together: expected vectors of one width, got %d and %d"
                .formatted(train.get(0), test.get(0), training.width(), testing.width()));
      }
      training.publish();
      testing.publish();
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%d vectors to train, %d to test. In a sweep file:%n"
                  + "task: {name: anomaly, features: %s, feature-width: %d}%n",
              training.count(),
              testing.count(),
              name,
              training.width());
    }
    return ExitCode.OK;
  }

  private FeatureImport aside(String part, List<Path> files) throws IOException {
    Path to =
        folder
            .path(environment)
            .resolve(AnomalyTasks.NAME)
            .resolve("%s-%s%s".formatted(name, part, FeatureFile.SUFFIX));
    return FeatureImport.aside(files.get(0), files.get(1), to);
  }
}
