package org.kvsweep.task.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.kvsweep.model.Dl4jNetworks;
import org.kvsweep.model.NamedClasses;
import org.kvsweep.task.data.TextFile;
import org.kvsweep.trial.DataChecksums;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.TrialJson;

/**
 * A file with the configuration of a network as Deeplearning4j writes it in JSON, of many layers or
 * a graph. Anyone may have written it: it is checked before Deeplearning4j reads it.
 */
final class NetworkFile {
  /** The longest file: far above the configuration of any network that a table needs. */
  private static final int LONGEST = 1 << 20;

  /** The most parameters: as many as make a file of the largest model that is kept. */
  private static final long MOST_PARAMETERS = 100_000_000;

  private NetworkFile() {}

  /**
   * The configuration in that file.
   *
   * @param seen hears what is in the file
   * @throws IllegalArgumentException if it is missing, or holds anything else
   */
  static ComputationGraphConfiguration read(
      Path dataFolder, String file, Consumer<DataChecksums> seen) {
    String json = TextFile.read(dataFolder, file, seen);
    if (json.length() > LONGEST) {
      throw refused(
          file, "expected at most %,d characters, got %,d".formatted(LONGEST, json.length()));
    }
    JsonNode tree = tree(file, json);
    ComputationGraphConfiguration configuration = configuration(file, json, tree);
    long parameters = parameters(file, configuration);
    if (parameters < 1 || parameters > MOST_PARAMETERS) {
      throw refused(
          file, "expected 1 to %,d parameters, got %,d".formatted(MOST_PARAMETERS, parameters));
    }
    // Where its training stood when it was written is no part of the network.
    configuration.setIterationCount(0);
    configuration.setEpochCount(0);
    return configuration;
  }

  private static JsonNode tree(String file, String json) {
    JsonNode tree;
    try {
      tree = TrialJson.parse(json);
    } catch (IllegalArgumentException e) {
      throw refused(file, "expected JSON (%s)".formatted(PlainText.oneLine(e.getMessage())), e);
    }
    Optional<String> other = NamedClasses.OF_DEEPLEARNING4J.firstOther(tree);
    if (other.isPresent()) {
      throw refused(
          file,
          "expected classes of Deeplearning4j's layers alone, got " + PlainText.shown(other.get()));
    }
    return tree;
  }

  private static ComputationGraphConfiguration configuration(
      String file, String json, JsonNode tree) {
    boolean layers = tree.path("confs").isArray();
    if (!layers && !tree.path("vertices").isObject()) {
      throw refused(
          file, "expected toJson() of a MultiLayerConfiguration or ComputationGraphConfiguration");
    }
    try {
      return layers
          ? Dl4jNetworks.graph(MultiLayerConfiguration.fromJson(json))
          : ComputationGraphConfiguration.fromJson(json);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // Deeplearning4j says by all of these that it can't make use of what stands there.
      throw unreadable(file, e);
    }
  }

  private static long parameters(String file, ComputationGraphConfiguration configuration) {
    try {
      return Dl4jNetworks.parameters(configuration);
    } catch (RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  private static IllegalArgumentException unreadable(String file, Throwable cause) {
    return refused(
        file,
        "Deeplearning4j can make no network of it (%s)"
            .formatted(PlainText.shown(String.valueOf(cause.getMessage()))),
        cause);
  }

  private static IllegalArgumentException refused(String file, String what) {
    return refused(file, what, null);
  }

  private static IllegalArgumentException refused(String file, String what, Throwable cause) {
    return new IllegalArgumentException(
        "Cannot use the network %s: %s".formatted(PlainText.oneLine(file), what), cause);
  }
}
