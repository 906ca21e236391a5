package org.kvsweep.task;

/** The kind of thing that a network of Deeplearning4j's layers predicts, by which it is scored. */
public sealed interface Target {

  /** One class for each example; labels have a column for each class, or one for two classes. */
  record Classes() implements Target {}

  /**
   * Numbers.
   *
   * @param unit the size of 1 in the labels: errors are multiplied by it
   */
  record Numbers(double unit) implements Target {
    public Numbers {
      if (!(unit > 0) || !Double.isFinite(unit)) {
        throw new IllegalArgumentException(
            "Cannot measure errors: expected a finite unit above 0, got " + unit);
      }
    }
  }
}
