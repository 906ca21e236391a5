package org.kvsweep.task.vision;

import java.util.Arrays;
import org.kvsweep.random.RandomStream;

/**
 * The examples that train, validate and test, drawn by the trial's seed.
 *
 * @param train numbers of training examples
 * @param validation numbers of examples out of the same part of the data, none of which trains
 * @param test numbers of test examples
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DataSplit(int[] train, int[] validation, int[] test) {

  /**
   * The split of so many examples.
   *
   * @param name what they are examples of, for messages
   * @throws IllegalArgumentException if more are asked for than there are
   */
  static DataSplit draw(
      SplitRequest request, String name, int trainingExamples, int testExamples, long seed) {
    int left = trainingExamples - request.validation();
    int train = request.limitTrain() == 0 ? left : request.limitTrain();
    int test = request.limitTest() == 0 ? testExamples : request.limitTest();
    if (left < 1 || train > left || test > testExamples) {
      throw new IllegalArgumentException(
          "Cannot split the examples of %s: expected at least %d to train on, %d to validate and %d"
                  .formatted(name, Math.max(1, train), request.validation(), test)
              + " to test, got %d and %d".formatted(trainingExamples, testExamples));
    }
    int[] shuffled = shuffled(seed, "split/train", trainingExamples);
    return new DataSplit(
        sorted(shuffled, request.validation(), request.validation() + train),
        sorted(shuffled, 0, request.validation()),
        sorted(shuffled(seed, "split/test", testExamples), 0, test));
  }

  private static int[] shuffled(long seed, String purpose, int size) {
    return RandomStream.permutation(RandomStream.of(seed, purpose, 0), size);
  }

  /** Returns the indices in the order of the file, which reads memory forwards. */
  private static int[] sorted(int[] numbers, int from, int to) {
    int[] part = Arrays.copyOfRange(numbers, from, to);
    Arrays.sort(part);
    return part;
  }
}
