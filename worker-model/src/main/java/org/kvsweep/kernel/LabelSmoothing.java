package org.kvsweep.kernel;

/**
 * Labels that leave some probability to the wrong classes: Szegedy et al., arXiv 1512.00567,
 * section 7. The loss is the divergence from them, which is 0 at its lowest.
 *
 * @param rate the probability that goes to the wrong classes, in equal parts
 * @param padding the class that gets none, and as a label marks rows that count in no sum but that
 *     of the rows; negative where there is none
 */
public record LabelSmoothing(double rate, int padding) {
  /** All probability to the right class, and every row counts. */
  public static final LabelSmoothing NONE = new LabelSmoothing(0, -1);

  public LabelSmoothing {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "Cannot smooth labels: expected a rate from 0 to below 1, got " + rate);
    }
  }

  /** The probability of each wrong class. */
  public double share(int classes) {
    return rate == 0 ? 0 : rate / (classes - (padding < 0 ? 1 : 2));
  }

  /** The sum of q·ln q over the probabilities q of a label, which makes the lowest loss 0. */
  public double negativeEntropy(int classes) {
    return rate == 0
        ? 0
        : rate * StrictMath.log(share(classes)) + (1 - rate) * StrictMath.log(1 - rate);
  }
}
