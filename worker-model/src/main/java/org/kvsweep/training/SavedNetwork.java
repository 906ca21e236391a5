package org.kvsweep.training;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.kvsweep.model.Dl4jNetworks;
import org.kvsweep.model.NamedClasses;
import org.kvsweep.trial.PlainText;
import org.kvsweep.trial.TrialJson;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The network of a model file, from the two entries in which DL4J's {@code ModelSerializer} writes
 * one. DL4J would make objects of any class that is named there, and arrays of any size, before it
 * looks whether they fit.
 */
final class SavedNetwork {
  private static final String BUFFER = "MIXED_DATA_TYPES";

  /**
   * The numbers beside sizes and strides: their count, a flag for the type, a stride, the order.
   */
  private static final int SHAPE_EXTRAS = 4;

  private final ModelZip zip;

  SavedNetwork(ModelZip zip) {
    this.zip = zip;
  }

  /**
   * The network.
   *
   * @throws IOException if the file has none, or one that can't be used
   */
  ComputationGraph read() throws IOException {
    String json = new String(zip.bytes(SavedModel.CONFIGURATION), StandardCharsets.UTF_8);
    checkClasses(json);
    try {
      ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(json);
      long parameters = Dl4jNetworks.parameters(configuration);
      INDArray weights =
          zip.read(SavedModel.COEFFICIENTS, in -> weights(new DataInputStream(in), parameters));
      ComputationGraph network = new ComputationGraph(configuration);
      network.init(weights, false);
      return network;
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      // DL4J says by all of these that it can't make use of what stands there.
      throw zip.refused("Deeplearning4j can make no network of its " + SavedModel.CONFIGURATION, e);
    }
  }

  private void checkClasses(String json) throws IOException {
    Optional<String> other;
    try {
      other = NamedClasses.OF_MODELS.firstOther(TrialJson.parse(json));
    } catch (IllegalArgumentException e) {
      throw zip.refused(
          "%s in it is no JSON (%s)"
              .formatted(SavedModel.CONFIGURATION, PlainText.oneLine(e.getMessage())),
          e);
    }
    if (other.isPresent()) {
      throw zip.refused(
          "%s in it names a class that is neither kvsweep's nor Deeplearning4j's, got %s"
              .formatted(SavedModel.CONFIGURATION, PlainText.shown(other.get())));
    }
  }

  /** An array as ND4J writes it: a buffer with its shape, and one with its numbers. */
  private INDArray weights(DataInputStream in, long parameters) throws IOException {
    // Before there is any memory for them: a number is four bytes.
    if (zip.size(SavedModel.COEFFICIENTS) / Float.BYTES < parameters) {
      throw otherCount("fewer", parameters);
    }
    try {
      long shape = buffer(in, "LONG");
      long rank = in.readLong();
      if (rank < 1 || rank > 2 || shape != 2 * rank + SHAPE_EXTRAS) {
        throw zip.refused("its weights are no vector, got %d dimensions".formatted(rank));
      }
      in.skipNBytes((shape - 1) * Long.BYTES);
      long count = buffer(in, "FLOAT");
      if (count != parameters) {
        throw otherCount(Long.toString(count), parameters);
      }
      INDArray weights = FloatArrays.read(in, parameters);
      if (in.read() >= 0) {
        throw zip.refused("its weights go on after their end");
      }
      return checked(weights);
    } catch (EOFException | UTFDataFormatException e) {
      throw zip.refused("its weights are torn", e);
    }
  }

  private IOException otherCount(String got, long expected) {
    return zip.refused(
        "its weights are not those of its network: expected %d numbers, got %s"
            .formatted(expected, got));
  }

  /** Reads the head of a buffer, and returns how many numbers follow. */
  private long buffer(DataInputStream in, String expectedType) throws IOException {
    String kind = in.readUTF();
    long count = in.readLong();
    String type = in.readUTF();
    if (!kind.equals(BUFFER) || !type.equals(expectedType)) {
      throw zip.refused(
          "its weights are of another type: expected %s in %s, got %s in %s"
              .formatted(expectedType, BUFFER, PlainText.shown(type), PlainText.shown(kind)));
    }
    return count;
  }

  private INDArray checked(INDArray weights) throws IOException {
    OptionalLong unfit = FloatArrays.firstNotFinite(weights);
    if (unfit.isPresent()) {
      throw zip.refused(
          "its weights have to be finite, got %s at place %d of %d"
              .formatted(
                  weights.getFloat(unfit.getAsLong()), unfit.getAsLong() + 1, weights.length()));
    }
    return weights;
  }
}
