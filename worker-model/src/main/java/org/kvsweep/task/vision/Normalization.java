package org.kvsweep.task.vision;

import org.kvsweep.kernel.cpu.BatchWriter;

/**
 * (x / 255 - mean) / deviation for a byte x, by channel.
 *
 * @param means of the channels, of numbers from 0 to 1
 * @param deviations standard deviations of the channels
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Normalization(double[] means, double[] deviations) {
  private static final double BYTE = 255;

  int channels() {
    return means.length;
  }

  /** Returns the factor for a byte of that channel. */
  float scale(int channel) {
    return (float) (1 / (BYTE * deviations[channel]));
  }

  /** Returns the number that is added then. */
  float shift(int channel) {
    return (float) (-means[channel] / deviations[channel]);
  }

  /**
   * Normalises an image.
   *
   * @param image bytes by channel, from {@code from} on
   * @param area bytes of a channel
   * @param into where the numbers go, from {@code at} on
   */
  void apply(byte[] image, int from, int area, BatchWriter into, int at) {
    for (int channel = 0; channel < channels(); channel++) {
      int before = channel * area;
      into.put(image, from + before, area, scale(channel), shift(channel), at + before);
    }
  }
}
