package org.kvsweep.report.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's correction for many comparisons (Holm 1979): keeps the probability of even one false
 * finding in the whole table below the level, and assumes nothing of how the comparisons depend on
 * each other.
 */
public final class Holm {
  private Holm() {}

  /**
   * The p values as they would be if each were the only one, in the order given.
   *
   * @param p NaN where there is nothing to compare; stays NaN and does not count
   */
  public static double[] adjust(double... p) {
    int[] ascending = ascending(p);
    double[] adjusted = new double[p.length];
    Arrays.fill(adjusted, Double.NaN);
    double largest = 0;
    for (int rank = 0; rank < ascending.length; rank++) {
      int index = ascending[rank];
      largest = Math.max(largest, Math.min(1, (ascending.length - rank) * p[index]));
      adjusted[index] = largest;
    }
    return adjusted;
  }

  /** Returns the factors of the p values before the running maximum is taken; NaN as above. */
  public static double[] factors(double... p) {
    int[] ascending = ascending(p);
    double[] factors = new double[p.length];
    Arrays.fill(factors, Double.NaN);
    for (int rank = 0; rank < ascending.length; rank++) {
      factors[ascending[rank]] = ascending.length - rank;
    }
    return factors;
  }

  private static int[] ascending(double... p) {
    return IntStream.range(0, p.length)
        .filter(i -> !Double.isNaN(p[i]))
        .boxed()
        .sorted(Comparator.comparingDouble(i -> p[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
