package org.kvsweep.sweep;

/**
 * Adds seeds to a cell while it does not tell its sides apart.
 *
 * @param first seeds that every cell has, at least 2: one seed has no interval
 * @param most seeds that a cell can get
 */
public record MoreSeeds(int first, int most) {
  public MoreSeeds {
    if (first < 2 || most <= first) {
      throw new IllegalArgumentException(
          "Cannot add seeds: expected at least 2 at first and more at most, got %d and %d"
              .formatted(first, most));
    }
  }

  /** Returns how often it is decided whether a cell needs another seed. */
  public int looks() {
    return most - first;
  }
}
