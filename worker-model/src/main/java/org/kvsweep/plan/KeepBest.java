package org.kvsweep.plan;

import org.kvsweep.kernel.Score;
import org.kvsweep.settings.Labelled;

/** The rule that picks the evaluation of a training that counts in the end. */
public enum KeepBest implements Labelled {
  /** The last. */
  NONE("none"),
  /** The evaluation with the highest validation accuracy; of equals the first. */
  ACCURACY("accuracy"),
  /** The evaluation with the lowest validation loss; of equals the first. */
  LOSS("loss");

  private final String label;

  KeepBest(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }

  /**
   * Returns whether a validation score takes the place of the best so far, which is null at first.
   */
  public boolean improves(Score score, Score best) {
    return best == null
        || switch (this) {
          case NONE -> true;
          case ACCURACY -> score.accuracy() > best.accuracy();
          case LOSS -> score.meanLoss() < best.meanLoss();
        };
  }
}
