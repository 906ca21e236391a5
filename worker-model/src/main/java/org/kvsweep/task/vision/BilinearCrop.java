package org.kvsweep.task.vision;

import java.util.Arrays;

/**
 * Resizes a part of a square image to the size of the whole, with bilinear interpolation between
 * the centres of pixels; beyond the outermost centres their values go on. Normalises on the way.
 */
final class BilinearCrop {
  private final int side;
  private final Normalization normalization;
  private final int[] first;
  private final int[] second;
  private final float[] part;
  private final float[][] rows; // of the source, as wide as the result
  private final boolean[] known;

  BilinearCrop(int side, Normalization normalization) {
    this.side = side;
    this.normalization = normalization;
    this.first = new int[side];
    this.second = new int[side];
    this.part = new float[side];
    this.rows = new float[side][side];
    this.known = new boolean[side];
  }

  /**
   * Writes the part of an image: [channels, side, side].
   *
   * @param image bytes [channels, side, side] from {@code from} on
   */
  void resize(byte[] image, int from, CropBox box, float[] into) {
    findColumns(box);
    for (int channel = 0; channel < normalization.channels(); channel++) {
      Arrays.fill(known, false);
      int plane = channel * side * side;
      for (int row = 0; row < side; row++) {
        double centre = centre(row, box.height());
        int above = clamp((int) Math.floor(centre), box.height());
        int below = clamp((int) Math.floor(centre) + 1, box.height());
        float share = (float) (centre - Math.floor(centre));
        float[] upper = sourceRow(image, from + plane, box.top() + above);
        float[] lower = sourceRow(image, from + plane, box.top() + below);
        mix(upper, lower, share, channel, into, plane + row * side);
      }
    }
  }

  /** The columns of the source, and the share of the second, for each column of the result. */
  private void findColumns(CropBox box) {
    for (int column = 0; column < side; column++) {
      double centre = centre(column, box.width());
      int low = box.left() + clamp((int) Math.floor(centre), box.width());
      int high = box.left() + clamp((int) Math.floor(centre) + 1, box.width());
      first[column] = box.flipped() ? side - 1 - low : low;
      second[column] = box.flipped() ? side - 1 - high : high;
      part[column] = (float) (centre - Math.floor(centre));
    }
  }

  /** Returns the position of the centre of a result pixel in the source, in source pixels. */
  private double centre(int index, int size) {
    return (index + 0.5) * size / side - 0.5;
  }

  private static int clamp(int index, int size) {
    return Math.max(0, Math.min(size - 1, index));
  }

  private float[] sourceRow(byte[] image, int plane, int row) {
    float[] values = rows[row];
    if (!known[row]) {
      known[row] = true;
      int start = plane + row * side;
      for (int column = 0; column < side; column++) {
        float low = image[start + first[column]] & 0xFF;
        float high = image[start + second[column]] & 0xFF;
        values[column] = low + part[column] * (high - low);
      }
    }
    return values;
  }

  private void mix(float[] upper, float[] lower, float share, int channel, float[] into, int at) {
    float scale = normalization.scale(channel);
    float shift = normalization.shift(channel);
    for (int column = 0; column < side; column++) {
      float value = upper[column] + share * (lower[column] - upper[column]);
      into[at + column] = value * scale + shift;
    }
  }
}
