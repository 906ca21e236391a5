package org.kvsweep.kernel;

/**
 * A comparison of predictions with labels, added up over rows.
 *
 * @param lossSum what training minimises, in nats
 * @param rows in the batches
 * @param surpriseSum -ln of the probabilities given to the labels, over the rows that count
 * @param correct rows that count and whose largest logit is the label's
 * @param counted rows that count: those whose label is not padding
 */
public record Score(double lossSum, long rows, double surpriseSum, long correct, long counted) {
  public static final Score NONE = new Score(0, 0, 0, 0, 0);

  /** A score of a training that minimises the surprise and counts every row. */
  public Score(double lossSum, long correct, long rows) {
    this(lossSum, rows, lossSum, correct, rows);
  }

  public Score plus(Score other) {
    return new Score(
        lossSum + other.lossSum,
        rows + other.rows,
        surpriseSum + other.surpriseSum,
        correct + other.correct,
        counted + other.counted);
  }

  public double meanLoss() {
    return lossSum / rows;
  }

  public double accuracy() {
    return (double) correct / counted;
  }

  /** e to the mean surprise. */
  public double perplexity() {
    return Math.exp(surpriseSum / counted);
  }
}
