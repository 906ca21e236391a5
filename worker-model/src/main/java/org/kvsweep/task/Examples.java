package org.kvsweep.task;

import java.util.random.RandomGenerator;

/** One part of the data: training, validation or test. */
public interface Examples {

  /** How many there are. */
  int size();

  /** Arrays for that many examples. */
  Batch allocate(int count);

  /**
   * Reads examples, as many as the batch holds.
   *
   * @param order numbers of examples
   * @param from where in {@code order} the batch begins
   * @param random for what is varied at random; nothing is in validation and test data
   */
  void read(int[] order, int from, Batch into, RandomGenerator random);
}
