package org.kvsweep.task.table;

import java.util.Arrays;
import org.kvsweep.random.RandomStream;

/**
 * The rows that train, validate and test, drawn by the trial's seed.
 *
 * @param train in the order of the file, as the others
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TableSplit(int[] train, int[] validation, int[] test) {

  /**
   * The split of so many rows.
   *
   * @throws IllegalArgumentException if it leaves none to train on, or none of a part that it has
   */
  static TableSplit draw(TableRequest request, int rows, long seed) {
    int validation = (int) Math.round(rows * request.validationShare());
    int test = (int) Math.round(rows * request.testShare());
    int train = rows - validation - test;
    if (train < 1
        || (request.validationShare() > 0 && validation == 0)
        || (request.testShare() > 0 && test == 0)) {
      throw new IllegalArgumentException(
          "Cannot split the %d rows of %s: %d would train, %d validate and %d test"
              .formatted(rows, request.file(), train, validation, test));
    }
    int[] shuffled = RandomStream.permutation(RandomStream.of(seed, "split", 0), rows);
    return new TableSplit(
        sorted(shuffled, validation + test, rows),
        sorted(shuffled, 0, validation),
        sorted(shuffled, validation, validation + test));
  }

  private static int[] sorted(int[] rows, int from, int to) {
    int[] part = Arrays.copyOfRange(rows, from, to);
    Arrays.sort(part);
    return part;
  }
}
