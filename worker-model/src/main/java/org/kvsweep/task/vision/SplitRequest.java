package org.kvsweep.task.vision;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.kvsweep.settings.Conflict;
import org.kvsweep.settings.Key;
import org.kvsweep.settings.Schema;
import org.kvsweep.settings.Settings;
import org.kvsweep.task.MetricNames;

/**
 * The division of the data that a trial asks for.
 *
 * @param validation training examples that are kept for validation
 * @param limitTrain how many of the others train; 0 for all
 * @param limitTest how many test; 0 for all
 */
record SplitRequest(int validation, int limitTrain, int limitTest) {
  private static final String VALIDATION = "validation";
  private static final String LIMIT_TRAIN = "limit-train";
  private static final String LIMIT_TEST = "limit-test";

  /**
   * Returns the keys of the {@code task:} section.
   *
   * @param kept examples that are kept for validation where the file is silent
   * @param train published training examples
   * @param test published test examples
   */
  static Schema schema(int kept, int train, int test) {
    return Schema.of(
        Key.integer(
            VALIDATION, kept, 0, train - 1L, "training images held out for validation; 0: none"),
        Key.integer(
            LIMIT_TRAIN, 0, 0, train, "train on only this many images, drawn by the seed; 0: all"),
        Key.integer(
            LIMIT_TEST, 0, 0, test, "test on only this many images, drawn by the seed; 0: all"));
  }

  static SplitRequest of(Settings task) {
    return new SplitRequest(
        task.integer(VALIDATION), task.integer(LIMIT_TRAIN), task.integer(LIMIT_TEST));
  }

  /** Returns how many of the published training examples train. */
  int trainExamples(int published) {
    return limitTrain == 0 ? published - validation : limitTrain;
  }

  /** Returns those of the metrics that are measured on this data. */
  Set<String> metrics(Set<String> all) {
    return validation == 0 ? MetricNames.without(all, MetricNames.VALIDATION) : all;
  }

  /** Returns all reasons why this can't be done. */
  List<Conflict> conflicts(int published) {
    List<Conflict> conflicts = new ArrayList<>();
    if (limitTrain > published - validation) {
      conflicts.add(
          new Conflict(
              "task",
              LIMIT_TRAIN,
              "%d training images are more than the %d that are not kept for validation"
                  .formatted(limitTrain, published - validation)));
    }
    return conflicts;
  }
}
