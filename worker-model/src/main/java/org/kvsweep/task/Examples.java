package org.kvsweep.task;

import java.util.random.RandomGenerator;
import org.kvsweep.random.RandomStream;

/** One part of the data: training, validation or test. A task may lack validation or test data. */
public interface Examples extends AutoCloseable {

  /** Returns the number of examples. */
  int size();

  /** Returns arrays for that many examples, which are freed when the trial ends. */
  Batch allocate(int count);

  /**
   * The order in which a training epoch reads the examples, each once; batches are the runs of
   * {@code batchSize} in it, and what is left over is not read.
   */
  default int[] order(RandomGenerator random, int batchSize) {
    return RandomStream.permutation(random, size());
  }

  /**
   * Returns arrays for these examples, where their shape depends on the examples.
   *
   * @param last what came of the call before, or null; comes back if it fits
   */
  default Batch fitting(int[] order, int from, int count, Batch last) {
    return last != null && last.size() == count ? last : allocate(count);
  }

  /**
   * Returns how many examples are scored together: as many as train together, unless what else is
   * in a batch changes the score of an example.
   */
  default int scoredTogether(int batchSize) {
    return batchSize;
  }

  /**
   * Reads examples, as many as the batch holds.
   *
   * @param order numbers of examples
   * @param from where in {@code order} the batch begins
   * @param random for what is varied at random; nothing is in validation and test data
   */
  void read(int[] order, int from, Batch into, RandomGenerator random);

  /** Frees arrays that these examples keep for themselves; none by default. */
  @Override
  default void close() {}

  /** No examples: for parts of the data that a task lacks. */
  static Examples none() {
    return new Examples() {
      @Override
      public int size() {
        return 0;
      }

      @Override
      public Batch allocate(int count) {
        throw new IllegalStateException("Cannot read examples: there are none");
      }

      @Override
      public void read(int[] order, int from, Batch into, RandomGenerator random) {
        throw new IllegalStateException("Cannot read examples: there are none");
      }
    };
  }
}
