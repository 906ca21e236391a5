package org.kvsweep.report;

/**
 * What a results folder holds that enters no comparison, counted.
 *
 * @param outside ended trials that the current sweep file does not describe
 * @param damaged trial files that could not be read
 * @param otherData trials of the sweep that saw other data than the others, see {@link
 *     org.kvsweep.results.CurrentData}
 */
public record LeftOut(int outside, int damaged, int otherData) {
  static final LeftOut NOTHING = new LeftOut(0, 0, 0);

  /** Returns the sum of both. */
  LeftOut plus(LeftOut other) {
    return new LeftOut(
        outside + other.outside, damaged + other.damaged, otherData + other.otherData);
  }
}
