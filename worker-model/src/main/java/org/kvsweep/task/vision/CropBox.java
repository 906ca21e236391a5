package org.kvsweep.task.vision;

import java.util.random.RandomGenerator;

/**
 * The part of a square image that takes the place of the whole.
 *
 * @param flipped true if left and right are exchanged before
 */
record CropBox(int top, int left, int height, int width, boolean flipped) {
  private static final int TRIES = 10;

  /** The whole image as it is. */
  static CropBox whole(int side) {
    return new CropBox(0, 0, side, side, false);
  }

  /**
   * A random part as in torchvision's RandomHorizontalFlip and RandomResizedCrop: its area is
   * uniform in a range of parts of the whole, the logarithm of its ratio of width to height too;
   * one that sticks out is drawn again, ten times at most.
   */
  static CropBox random(RandomGenerator random, int side, Range area, Range ratio) {
    boolean flipped = random.nextBoolean();
    for (int attempt = 0; attempt < TRIES; attempt++) {
      double pixels = side * side * area.at(random.nextDouble());
      double aspect =
          Math.exp(
              new Range(Math.log(ratio.low()), Math.log(ratio.high())).at(random.nextDouble()));
      int width = (int) Math.rint(Math.sqrt(pixels * aspect));
      int height = (int) Math.rint(Math.sqrt(pixels / aspect));
      if (width >= 1 && width <= side && height >= 1 && height <= side) {
        int top = random.nextInt(side - height + 1);
        int left = random.nextInt(side - width + 1);
        return new CropBox(top, left, height, width, flipped);
      }
    }
    return new CropBox(0, 0, side, side, flipped);
  }

  /** The numbers from low to high. */
  record Range(double low, double high) {
    double at(double part) {
      return low + part * (high - low);
    }
  }
}
