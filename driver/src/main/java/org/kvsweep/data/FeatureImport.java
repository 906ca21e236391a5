package org.kvsweep.data;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kvsweep.task.vision.FeatureFile;

/** Makes feature files out of NumPy's files. */
public final class FeatureImport {
  private FeatureImport() {}

  /**
   * What was written.
   *
   * @param count of vectors
   * @param width numbers in each
   */
  public record Result(int count, int width) {}

  /**
   * Writes a feature file, which appears whole or not at all.
   *
   * @param features a file of floats [count, width]
   * @param labels a file of whole numbers [count]
   * @throws IOException if one of them is not that, saying what it is
   */
  public static Result write(Path features, Path labels, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Path aside = Files.createTempFile(to.getParent(), to.getFileName().toString(), ".part");
    try (NpyFile vectors = NpyFile.open(features);
        NpyFile classes = NpyFile.open(labels)) {
      checkShapes(features, vectors, labels, classes);
      int count = vectors.shape().get(0);
      int width = vectors.shape().get(1);
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(aside)))) {
        FeatureFile.begin(out, count, width);
        for (int i = 0; i < count; i++) {
          FeatureFile.write(out, label(classes, labels, i), floats(vectors.next(width)));
        }
      }
      AtomicMove.replace(aside, to);
      return new Result(count, width);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static void checkShapes(Path features, NpyFile vectors, Path labels, NpyFile classes)
      throws IOException {
    if (vectors.shape().size() != 2) {
      throw new IOException(
          "Cannot use %s as features: expected two dimensions, vectors and their numbers, got %s"
              .formatted(features, vectors.shape()));
    }
    if (classes.shape().size() != 1 || !classes.shape().get(0).equals(vectors.shape().get(0))) {
      throw new IOException(
          "Cannot use %s as labels: expected one for each of %d vectors, got the dimensions %s"
              .formatted(labels, vectors.shape().get(0), classes.shape()));
    }
  }

  private static int label(NpyFile classes, Path labels, int index) throws IOException {
    double label = classes.next(1)[0];
    if (label != (int) label) {
      throw new IOException(
          "Cannot use %s as labels: expected whole numbers, got %s at %d"
              .formatted(labels, label, index));
    }
    return (int) label;
  }

  private static float[] floats(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
  }
}
