package org.kvsweep.task.vision;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes images out of files, one after the other.
 *
 * <p>Memory grows with what has been read, never with what a file says about itself.
 */
final class ImageCollector {
  private final int imageBytes;
  private final int most;
  private final int classes;
  private final List<byte[]> blocks = new ArrayList<>();
  private int images;
  private byte[] labels = new byte[Images.BLOCK_IMAGES];
  private int labelCount;
  private int before; // images and labels of earlier files

  /**
   * Makes a collector that has no image yet.
   *
   * @param most images that are taken
   * @param classes labels are below it; at most 256
   */
  ImageCollector(int imageBytes, int most, int classes) {
    this.imageBytes = imageBytes;
    this.most = most;
    this.classes = classes;
  }

  int count() {
    return images;
  }

  /** Starts another file: from here on, messages count its images. */
  void beginFile() {
    before = images;
  }

  /**
   * Reads the next image.
   *
   * @throws IOException if there are too many already
   * @throws EOFException if the file ends before or in the image
   */
  void readImage(InputStream in) throws IOException {
    if (images == most) {
      throw new IOException("expected at most %d images, got more".formatted(most));
    }
    int at = images % Images.BLOCK_IMAGES;
    if (at == 0) {
      blocks.add(new byte[Math.min(Images.BLOCK_IMAGES, most - images) * imageBytes]);
    }
    byte[] block = blocks.get(blocks.size() - 1);
    int read = in.readNBytes(block, at * imageBytes, imageBytes);
    if (read < imageBytes) {
      throw new EOFException(
          "expected %d bytes of image %d, got %d before the end"
              .formatted(imageBytes, images - before, read));
    }
    images++;
  }

  /**
   * Takes the next label.
   *
   * @param label from 0; -1, as {@link InputStream#read} has it, where the file has ended
   * @throws IOException if it is no class, or there are too many already
   * @throws EOFException if the file ends before it
   */
  void addLabel(int label) throws IOException {
    if (label < 0) {
      throw new EOFException(
          "expected the label of image %d, got the end".formatted(labelCount - before));
    }
    if (label >= classes) {
      throw new IOException(
          "expected labels from 0 to %d, got %d for image %d"
              .formatted(classes - 1, label, labelCount - before));
    }
    if (labelCount == most) {
      throw new IOException("expected at most %d images, got the label of another".formatted(most));
    }
    if (labelCount == labels.length) {
      labels = Arrays.copyOf(labels, 2 * labels.length);
    }
    labels[labelCount++] = (byte) label;
  }

  /**
   * Checks that every image has its label.
   *
   * @throws IOException if one has none, or there are more labels than images
   */
  void checkLabels() throws IOException {
    if (images != labelCount) {
      throw new IOException(
          "expected as many labels as images, %d, got %d".formatted(images, labelCount));
    }
  }

  /** Returns the images that were read. */
  Images images() {
    return new Images(imageBytes, blocks, Arrays.copyOf(labels, labelCount));
  }
}
