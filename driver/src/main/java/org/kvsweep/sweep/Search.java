package org.kvsweep.sweep;

import java.util.List;
import java.util.Objects;
import org.kvsweep.settings.Labelled;

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
  public enum Method implements Labelled {
    /** Every combination. */
    GRID("grid", "by combining all") {
      @Override
      Draws draws(long seed, List<String> paths) {
        throw new IllegalStateException("Cannot draw from a grid");
      }
    },
    /** Draws each value by itself, at random. */
    RANDOM("random", "at random") {
      @Override
      Draws draws(long seed, List<String> paths) {
        return new Draws.Random(seed, paths);
      }
    },
    /** The points of a Sobol sequence, which leave smaller gaps than random ones. */
    SOBOL("sobol", "by a Sobol sequence") {
      @Override
      Draws draws(long seed, List<String> paths) {
        return new Draws.Sobol(seed, paths);
      }
    };

    private final String label;
    private final String how;

    Method(String label, String how) {
      this.label = label;
      this.how = how;
    }

    abstract Draws draws(long seed, List<String> paths);

    /** Says how cells are chosen, in words that follow "drawn". */
    public String how() {
      return how;
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

  /**
   * The points that cells are drawn by, from the first.
   *
   * @param paths of the keys that are drawn
   */
  public Draws points(List<String> paths) {
    return method.draws(seed, paths);
  }
}
