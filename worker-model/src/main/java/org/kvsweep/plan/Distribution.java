package org.kvsweep.plan;

/**
 * The distribution of one training over workers: each trains with its share of the batches, and
 * after some steps all continue from the mean of their parameters (parameter averaging, McDonald et
 * al., "Distributed Training Strategies for the Structured Perceptron", 2010).
 *
 * @param workers that train together; 1 for training that is not distributed
 * @param averageEvery steps of a worker between two means
 */
public record Distribution(int workers, int averageEvery) {
  /** One worker alone. */
  public static final Distribution NONE = new Distribution(1, 1);

  public Distribution {
    if (workers < 1 || averageEvery < 1) {
      throw new IllegalArgumentException(
          "Cannot distribute a training: expected at least 1, got %d workers, a mean every %d steps"
              .formatted(workers, averageEvery));
    }
  }

  /** True if there is more than one worker. */
  public boolean distributed() {
    return workers > 1;
  }

  /** The budget of one worker of a training: a budget in steps is shared, epochs are by nature. */
  Budget share(Budget whole) {
    return whole.steps() > 0 ? Budget.steps((whole.steps() + workers - 1) / workers) : whole;
  }
}
