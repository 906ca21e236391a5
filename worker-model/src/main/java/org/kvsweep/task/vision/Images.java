package org.kvsweep.task.vision;

import java.util.List;

/** Images of one size, a byte for each number, with a label each, as they lie in their files. */
final class Images {
  /** The images in all blocks but the last: enough to read fast, few enough to waste little. */
  static final int BLOCK_IMAGES = 256;

  private final int imageBytes;
  private final byte[][] blocks;
  private final byte[] labels;

  Images(int imageBytes, List<byte[]> blocks, byte[] labels) {
    this.imageBytes = imageBytes;
    this.blocks = blocks.toArray(byte[][]::new);
    this.labels = labels;
  }

  int count() {
    return labels.length;
  }

  /** The numbers in an image: channels, rows, columns. */
  int imageBytes() {
    return imageBytes;
  }

  /** The class of an image. */
  int label(int image) {
    return labels[image] & 0xFF;
  }

  /** The array that an image lies in, from {@link #offset} on; to be read only. */
  byte[] block(int image) {
    return blocks[image / BLOCK_IMAGES];
  }

  /** Returns the index of the first number of an image in its {@link #block}. */
  int offset(int image) {
    return image % BLOCK_IMAGES * imageBytes;
  }
}
