package org.kvsweep.task;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** The names of metrics: a part of the data and what is measured on it, {@code validation-loss}. */
public final class MetricNames {
  public static final String TRAIN = "train-";
  public static final String VALIDATION = "validation-";
  public static final String TEST = "test-";

  /** The step of the evaluation that counts, where that is the best one. */
  public static final String BEST_STEP = "best-step";

  private static final String LOSS = "loss";
  private static final String AUC = "auc";

  private MetricNames() {}

  /** What networks with an output layer of kvsweep's measure: the same on each part of the data. */
  public static Set<String> onEachPart(String... measured) {
    Set<String> names = new TreeSet<>();
    for (String part : new String[] {TRAIN, VALIDATION, TEST}) {
      Arrays.stream(measured).forEach(metric -> names.add(part + metric));
    }
    return Collections.unmodifiableSet(names);
  }

  /**
   * What networks whose output is a layer of Deeplearning4j's measure where they predict classes;
   * {@code auc} only of two.
   */
  public static Set<String> ofClasses() {
    return evaluated(LOSS, "accuracy", "f1", AUC);
  }

  /** Returns whether that is the area under a ROC curve, which only two classes have. */
  public static boolean isAuc(String metric) {
    return metric.endsWith("-" + AUC);
  }

  /**
   * What networks whose output is a layer of Deeplearning4j's measure where they predict numbers.
   */
  public static Set<String> ofNumbers() {
    return evaluated(LOSS, "rmse", "mae", "r2");
  }

  /**
   * Returns the names of what is measured: on batches that train, such networks measure the loss
   * alone.
   */
  private static Set<String> evaluated(String... measured) {
    Set<String> names = new TreeSet<>(onEachPart(measured));
    names.removeIf(name -> name.startsWith(TRAIN) && !name.equals(TRAIN + LOSS));
    return Collections.unmodifiableSet(names);
  }

  /** Returns the names of both. */
  public static Set<String> union(Collection<String> names, Collection<String> others) {
    Set<String> all = new TreeSet<>(names);
    all.addAll(others);
    return Collections.unmodifiableSet(all);
  }

  /** Returns the names that don't begin with that part, of which a trial has no data. */
  public static Set<String> without(Collection<String> names, String part) {
    Set<String> left = new TreeSet<>(names);
    left.removeIf(name -> name.startsWith(part));
    return Collections.unmodifiableSet(left);
  }
}
