package org.kvsweep.task.vision;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The IDX files of MNIST and its kin: a magic number, the dimensions, then the bytes; numbers of
 * four bytes each, the highest first (yann.lecun.com/exdb/mnist).
 */
final class IdxReader {
  private static final int BYTES_OF_THREE_DIMENSIONS = 0x0803;
  private static final int BYTES_OF_ONE_DIMENSION = 0x0801;

  private IdxReader() {}

  /**
   * Reads a file of square images.
   *
   * @param side height and width that they have to have
   * @throws IOException saying what was expected and what is there
   */
  static void readImages(InputStream in, int side, ImageCollector into) throws IOException {
    expect(in, "the magic number of images", BYTES_OF_THREE_DIMENSIONS);
    int count = count(in);
    expect(in, "the height of an image", side);
    expect(in, "the width of an image", side);
    for (int image = 0; image < count; image++) {
      into.readImage(in);
    }
    expectEnd(in, count);
  }

  /** Reads a file of labels. */
  static void readLabels(InputStream in, ImageCollector into) throws IOException {
    expect(in, "the magic number of labels", BYTES_OF_ONE_DIMENSION);
    int count = count(in);
    for (int label = 0; label < count; label++) {
      into.addLabel(in.read());
    }
    expectEnd(in, count);
  }

  private static int count(InputStream in) throws IOException {
    int count = number(in);
    if (count < 1) {
      throw new IOException("expected a number of items of at least 1, got " + count);
    }
    return count;
  }

  private static void expect(InputStream in, String what, int expected) throws IOException {
    int got = number(in);
    if (got != expected) {
      throw new IOException("expected %d as %s, got %d".formatted(expected, what, got));
    }
  }

  private static int number(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(Integer.BYTES);
    if (bytes.length < Integer.BYTES) {
      throw new EOFException("expected a header, got the end after " + Arrays.toString(bytes));
    }
    return ByteBuffer.wrap(bytes).getInt();
  }

  private static void expectEnd(InputStream in, int count) throws IOException {
    if (in.read() >= 0) {
      throw new IOException(
          "expected the end after as many items as the header says, %d, got more".formatted(count));
    }
  }
}
