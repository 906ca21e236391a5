package org.kvsweep.report.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Finds, of many ways to pay for quality, those for which none is both cheaper and better. */
public final class ParetoFront {
  private ParetoFront() {}

  /**
   * The front, by rising cost. Of several with equal cost and quality all are on it; those whose
   * cost or quality is NaN never are.
   *
   * @param cost the smaller the better
   * @param quality the larger the better
   */
  public static <T> List<T> of(
      List<T> candidates, ToDoubleFunction<T> cost, ToDoubleFunction<T> quality) {
    List<T> byCost = new ArrayList<>(candidates);
    byCost.removeIf(
        c -> Double.isNaN(cost.applyAsDouble(c)) || Double.isNaN(quality.applyAsDouble(c)));
    byCost.sort(
        Comparator.comparingDouble(cost)
            .thenComparing(Comparator.comparingDouble(quality).reversed()));
    List<T> front = new ArrayList<>();
    double best = Double.NEGATIVE_INFINITY;
    double costOfBest = Double.NEGATIVE_INFINITY;
    for (T candidate : byCost) {
      double q = quality.applyAsDouble(candidate);
      boolean equal = q == best && cost.applyAsDouble(candidate) == costOfBest;
      if (q > best || equal) {
        front.add(candidate);
        best = q;
        costOfBest = cost.applyAsDouble(candidate);
      }
    }
    return front;
  }
}
