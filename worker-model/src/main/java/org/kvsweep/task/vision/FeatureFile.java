package org.kvsweep.task.vision;

import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kvsweep.kernel.cpu.BatchWriter;

/**
 * Vectors of features and their labels in a file: the eight letters {@code KVFEAT1\n}, the number
 * of vectors and the numbers in each, then for every vector its label and its numbers. Whole
 * numbers have four bytes, the others are four-byte floats, the lowest byte first.
 */
public final class FeatureFile implements Features {
  /** The end of the names of such files. */
  public static final String SUFFIX = ".features";

  /** The most numbers in a vector. */
  public static final int LARGEST_WIDTH = 1 << 16;

  /** The bound that labels are below. */
  public static final int MOST_CLASSES = 1 << 16;

  private static final byte[] MAGIC = "KVFEAT1\n".getBytes(StandardCharsets.US_ASCII);

  private final int width;
  private final List<float[]> vectors = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();

  private FeatureFile(int width) {
    this.width = width;
  }

  /**
   * Reads such a file. Memory grows with what has been read, never with what the file says.
   *
   * @throws IOException saying what was expected and what is there
   */
  static FeatureFile read(InputStream in) throws IOException {
    byte[] magic = in.readNBytes(MAGIC.length);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new IOException("expected a feature file, which begins with KVFEAT1");
    }
    ByteBuffer header = numbers(in, 2, "a header");
    int count = header.getInt();
    int width = header.getInt();
    check(count, width);
    FeatureFile features = new FeatureFile(width);
    for (int vector = 0; vector < count; vector++) {
      features.add(numbers(in, 1 + width, "vector " + vector));
    }
    if (in.read() >= 0) {
      throw new IOException(
          "expected the end after as many vectors as the header says, %d, got more"
              .formatted(count));
    }
    return features;
  }

  private static ByteBuffer numbers(InputStream in, int count, String what) throws IOException {
    byte[] bytes = in.readNBytes(count * Integer.BYTES);
    if (bytes.length < count * Integer.BYTES) {
      throw new EOFException(
          "expected %d bytes of %s, got %d before the end"
              .formatted(count * Integer.BYTES, what, bytes.length));
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void check(int count, int width) throws IOException {
    if (count < 1 || width < 1 || width > LARGEST_WIDTH) {
      throw new IOException(
          "expected at least 1 vector of 1 to %d numbers, got %d of %d"
              .formatted(LARGEST_WIDTH, count, width));
    }
  }

  private static void check(int label, float[] vector, String which) throws IOException {
    if (label < 0 || label >= MOST_CLASSES) {
      throw new IOException(
          "expected labels from 0 to %d, got %d for %s".formatted(MOST_CLASSES - 1, label, which));
    }
    for (float number : vector) {
      if (!Float.isFinite(number)) {
        throw new IOException("expected finite numbers, got %s in %s".formatted(number, which));
      }
    }
  }

  private void add(ByteBuffer record) throws IOException {
    int label = record.getInt();
    float[] vector = new float[width];
    record.asFloatBuffer().get(vector);
    check(label, vector, "vector " + vectors.size());
    vectors.add(vector);
    labels.add(label);
  }

  /**
   * Writes the header of a file; {@link #write} has to be called {@code count} times after it.
   *
   * @throws IOException also if no file can have so many vectors, or so wide ones
   */
  public static void begin(DataOutputStream out, int count, int width) throws IOException {
    check(count, width);
    out.write(MAGIC);
    out.writeInt(Integer.reverseBytes(count));
    out.writeInt(Integer.reverseBytes(width));
  }

  /**
   * Writes a vector.
   *
   * @throws IOException also if the label or a number can't be in such a file
   */
  public static void write(OutputStream out, int label, float[] vector) throws IOException {
    check(label, vector, "a vector");
    ByteBuffer record =
        ByteBuffer.allocate((1 + vector.length) * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    record.putInt(label);
    record.asFloatBuffer().put(vector);
    out.write(record.array());
  }

  @Override
  public int count() {
    return vectors.size();
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int label(int vector) {
    return labels.get(vector);
  }

  @Override
  public void copy(int vector, BatchWriter into, int at) {
    into.put(vectors.get(vector), 0, width, at);
  }
}
