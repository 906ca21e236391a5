package org.kvsweep.report.statistics;

import java.util.Arrays;

/**
 * The distribution of the sum of some differences when the sign of each is thrown like a coin.
 *
 * <p>All 2ⁿ ways are counted, whatever n is. The signs of the largest differences are set one by
 * one. The sum of the others is rounded, and its distribution built one difference after the other
 * (Pagano and Tritchler, "On Obtaining Permutation Distributions in Polynomial Time", 1983). They
 * are rounded in parts of their own sum, so that a large difference does not swallow them.
 */
final class SignFlips {
  /** The most differences other than zero of which none is rounded; takes milliseconds. */
  static final int EACH_WAY_UP_TO = 20;

  /** The differences that are not rounded where there are more; takes less than the others then. */
  static final int LARGEST = 16;

  /** The parts of the sum of the other differences to which each is rounded. */
  static final int UNITS = 1 << 17;

  /** Those that are not rounded, in ascending order. */
  private final double[] largest;

  /** How far from zero all others and so many of the largest, from the smallest on, can get. */
  private final double[] reach;

  /** The length of a part; 1 where nothing is rounded. */
  private final double unit;

  /** By how many parts the rounded sum may be wrong. */
  private final double slack;

  /** The probability that so many parts, or more, get a positive sign. */
  private final double[] positive;

  /**
   * The distribution for these sizes.
   *
   * @param ascending sizes of the differences, none of them zero
   */
  private SignFlips(double[] ascending) {
    int rounded = ascending.length <= EACH_WAY_UP_TO ? 0 : ascending.length - LARGEST;
    largest = Arrays.copyOfRange(ascending, rounded, ascending.length);
    double[] others = Arrays.copyOf(ascending, rounded);
    unit = rounded == 0 ? 1 : Arrays.stream(others).sum() / UNITS;
    slack = rounded / 2.0;
    reach = new double[largest.length + 1];
    reach[0] = rounded == 0 ? 0 : unit * (UNITS + slack);
    Arrays.setAll(reach, i -> i == 0 ? reach[0] : reach[i - 1] + largest[i - 1]);
    positive = atLeast(Arrays.stream(others).mapToInt(o -> (int) Math.round(o / unit)).toArray());
  }

  /** The share of all ways in which the sum is as far from zero as it is; 1 if all are zero. */
  static double p(double... differences) {
    double[] ascending =
        Arrays.stream(differences).map(Math::abs).filter(size -> size != 0).sorted().toArray();
    double observed = Math.abs(Arrays.stream(differences).sum());
    double bound = observed - PairedTest.rounding(differences);
    if (bound <= 0) {
      return 1;
    }
    SignFlips flips = new SignFlips(ascending);
    return Math.min(1, 2 * flips.probability(flips.largest.length, 0, bound));
  }

  /** The probability that the sum gets to the bound, while so many of the largest have no sign. */
  private double probability(int open, double sum, double bound) {
    if (sum + reach[open] < bound) {
      return 0;
    }
    if (sum - reach[open] >= bound) {
      return 1;
    }
    if (open == 0) {
      return others(bound - sum);
    }
    double size = largest[open - 1];
    return (probability(open - 1, sum + size, bound) + probability(open - 1, sum - size, bound))
        / 2;
  }

  /** The probability that the sum of the others gets to the bound, or would if it were exact. */
  private double others(double bound) {
    int all = positive.length - 1;
    double first = Math.ceil((bound / unit - slack + all) / 2);
    return first > all ? 0 : positive[Math.max(0, (int) first)];
  }

  private static double[] atLeast(int[] sizes) {
    int all = Arrays.stream(sizes).sum();
    double[] share = new double[all + 1];
    share[0] = 1;
    int reached = 0;
    for (int size : sizes) {
      reached += size;
      for (int sum = reached; sum >= 0; sum--) {
        share[sum] = (share[sum] + (sum < size ? 0 : share[sum - size])) / 2;
      }
    }
    for (int sum = all - 1; sum >= 0; sum--) {
      share[sum] += share[sum + 1];
    }
    return share;
  }
}
