package org.kvsweep.task.vision;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The binary files of CIFAR-10 and CIFAR-100: records of label bytes and 3072 bytes of image, red,
 * green, blue, each row by row (www.cs.toronto.edu/~kriz/cifar.html).
 */
final class CifarReader {
  private CifarReader() {}

  /**
   * Reads a file to its end.
   *
   * @param labelBytes at the start of a record; the last of them is the label: of CIFAR-100 the
   *     first is the coarse class, the second the fine one
   * @throws IOException saying what was expected and what is there
   */
  static void read(InputStream in, int labelBytes, ImageCollector into) throws IOException {
    int before = into.count();
    into.beginFile();
    for (int first = in.read(); first >= 0; first = in.read()) {
      int label = first;
      for (int more = 1; more < labelBytes; more++) {
        label = in.read();
      }
      into.addLabel(label);
      into.readImage(in);
    }
    if (into.count() == before) {
      throw new EOFException("expected images, got an empty file");
    }
  }
}
