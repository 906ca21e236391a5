package org.kvsweep.kernel;

/**
 * How predictions compare with labels, added up over rows.
 *
 * @param lossSum cross-entropy in nats
 * @param correct rows whose largest logit is the label's
 * @param rows counted
 */
public record Score(double lossSum, long correct, long rows) {
  public static final Score NONE = new Score(0, 0, 0);

  public Score plus(Score other) {
    return new Score(lossSum + other.lossSum, correct + other.correct, rows + other.rows);
  }

  public double meanLoss() {
    return lossSum / rows;
  }

  public double accuracy() {
    return (double) correct / rows;
  }
}
