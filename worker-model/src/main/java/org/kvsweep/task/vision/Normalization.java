package org.kvsweep.task.vision;

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

  /** What a byte of that channel is multiplied by. */
  float scale(int channel) {
    return (float) (1 / (BYTE * deviations[channel]));
  }

  /** What is added then. */
  float shift(int channel) {
    return (float) (-means[channel] / deviations[channel]);
  }
}
