package org.kvsweep.data;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.kvsweep.task.vision.FeatureFile;

/**
 * A feature file made out of NumPy's files. It is written aside first, and appears whole or not at
 * all.
 */
public final class FeatureImport implements AutoCloseable {
  private final Path aside;
  private final Path to;
  private final int count;
  private final int width;

  private FeatureImport(Path aside, Path to, int count, int width) {
    this.aside = aside;
    this.to = to;
    this.count = count;
    this.width = width;
  }

  /**
   * Writes a feature file beside its place.
   *
   * @param features a file of floats [count, width]
   * @param labels a file of whole numbers [count]
   * @throws IOException if one of them is not that, saying what it is
   */
  public static FeatureImport aside(Path features, Path labels, Path to) throws IOException {
    try (NpyFile vectors = NpyFile.open(features);
        NpyFile classes = NpyFile.open(labels)) {
      checkShapes(features, vectors.shape(), labels, classes.shape());
      int count = vectors.shape().get(0);
      int width = vectors.shape().get(1);
      Files.createDirectories(to.getParent());
      Path aside = Files.createTempFile(to.getParent(), to.getFileName().toString(), ".part");
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(aside)))) {
        FeatureFile.begin(out, count, width);
        for (int row = 0; row < count; row++) {
          int label = label(classes.next(1)[0], labels, row);
          FeatureFile.write(out, label, floats(vectors.next(width), features, row));
        }
        vectors.expectEnd();
        classes.expectEnd();
      } catch (IOException | RuntimeException e) {
        Files.deleteIfExists(aside);
        throw e;
      }
      return new FeatureImport(aside, to, count, width);
    }
  }

  /** Returns the number of vectors. */
  public int count() {
    return count;
  }

  /** Returns how many numbers each vector has. */
  public int width() {
    return width;
  }

  /** Puts the file into its place, where another may be. */
  public void publish() throws IOException {
    AtomicMove.replace(aside, to);
  }

  /** Deletes the file if it was not published. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(aside);
  }

  private static void checkShapes(
      Path features, List<Integer> vectors, Path labels, List<Integer> classes) throws IOException {
    if (vectors.size() != 2) {
      throw new IOException(
          "Cannot use %s as features: expected two dimensions, vectors and their numbers, got %s"
              .formatted(features, vectors));
    }
    if (vectors.get(0) < 1 || vectors.get(1) < 1 || vectors.get(1) > FeatureFile.LARGEST_WIDTH) {
      throw new IOException(
          "Cannot use %s as features: expected at least one row of 1 to %d numbers, got the dimensions %s"
              .formatted(features, FeatureFile.LARGEST_WIDTH, vectors));
    }
    if (classes.size() != 1 || !classes.get(0).equals(vectors.get(0))) {
      throw new IOException(
          "Cannot use %s as labels: expected the dimensions [%d], one for each vector, got %s"
              .formatted(labels, vectors.get(0), classes));
    }
  }

  private static int label(double label, Path labels, int row) throws IOException {
    if (label != (int) label || label < 0 || label >= FeatureFile.MOST_CLASSES) {
      throw new IOException(
          "Cannot use %s as labels: expected whole numbers from 0 to %d, got %s in row %d, counted from 0"
              .formatted(labels, FeatureFile.MOST_CLASSES - 1, plain(label), row));
    }
    return (int) label;
  }

  private static float[] floats(double[] numbers, Path features, int row) throws IOException {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) numbers[i];
      if (!Float.isFinite(floats[i])) {
        throw new IOException(
            "Cannot use %s as features: expected finite numbers of at most %s, got %s in row %d, column %d, counted from 0"
                .formatted(features, Float.MAX_VALUE, plain(numbers[i]), row, i));
      }
    }
    return floats;
  }

  /** Writes a number as people do: 4294967296, not 4.294967296E9, if it is not too long. */
  private static String plain(double number) {
    boolean whole = number == Math.rint(number) && Math.abs(number) < 1e18;
    return whole ? String.format(Locale.ROOT, "%.0f", number) : Double.toString(number);
  }
}
