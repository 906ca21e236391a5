package org.kvsweep.sweep;

import java.util.List;
import org.apache.commons.math3.random.SobolSequenceGenerator;
import org.kvsweep.random.RandomStream;

/**
 * Points of the unit cube, one coordinate for each key that is drawn. The first points are the same
 * however many are taken, so a sweep that asks for more samples keeps those it has.
 */
public interface Draws {

  /** The next point; each coordinate from 0, included, to 1, not included. */
  double[] next();

  private static String purpose(String path) {
    return "search/" + path;
  }

  /** A key's numbers depend on its name alone: another key in the file changes none of them. */
  final class Random implements Draws {
    private final long seed;
    private final List<String> paths;
    private long points;

    Random(long seed, List<String> paths) {
      this.seed = seed;
      this.paths = List.copyOf(paths);
    }

    @Override
    public double[] next() {
      double[] point =
          paths.stream()
              .mapToDouble(path -> RandomStream.of(seed, purpose(path), points).nextDouble())
              .toArray();
      points++;
      return point;
    }
  }

  /**
   * The sequence of Sobol with the direction numbers of Joe and Kuo (2008), shifted by the seed:
   * each coordinate has random bits flipped, the same in every point, which keeps the points as
   * evenly spread as they are and takes away that the first is 0 (Lemieux, Monte Carlo and
   * Quasi-Monte Carlo Sampling, 2009, 6.2).
   */
  final class Sobol implements Draws {
    private static final int BITS = 52;
    private static final double SCALE = 1L << BITS;

    private final SobolSequenceGenerator points;
    private final long[] shift;

    Sobol(long seed, List<String> paths) {
      points = new SobolSequenceGenerator(paths.size());
      shift =
          paths.stream()
              .mapToLong(path -> RandomStream.key(seed, purpose(path), 0) >>> (Long.SIZE - BITS))
              .toArray();
    }

    @Override
    public double[] next() {
      double[] point = points.nextVector();
      for (int i = 0; i < point.length; i++) {
        point[i] = ((long) (point[i] * SCALE) ^ shift[i]) / SCALE;
      }
      return point;
    }
  }
}
