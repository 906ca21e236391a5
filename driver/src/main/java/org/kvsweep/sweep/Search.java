package org.kvsweep.sweep;

import java.util.Objects;

/**
 * The way in which the cells of a sweep are chosen from its lists and ranges.
 *
 * @param samples cells that are drawn, of each task; 0 for a grid
 * @param seed of the draws; not that of any trial
 */
public record Search(Method method, int samples, long seed) {
  /** The search that takes every combination of the lists. */
  public static final Search GRID = new Search(Method.GRID, 0, 0);

  /** The methods of choosing cells. */
  public enum Method implements Choice {
    /** Takes every combination. */
    GRID("grid"),
    /** Draws each value by itself, at random. */
    RANDOM("random"),
    /** The points of a Sobol sequence, which leave smaller gaps than random ones. */
    SOBOL("sobol");

    private final String label;

    Method(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  public Search {
    Objects.requireNonNull(method, "method");
    if ((method == Method.GRID) != (samples == 0) || samples < 0) {
      throw new IllegalArgumentException(
          "Cannot search: a grid has no samples and every other search at least 1, got %s with %d"
              .formatted(method.label, samples));
    }
  }

  public boolean draws() {
    return method != Method.GRID;
  }
}
