package org.kvsweep.cli;

import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.kvsweep.cli.text.ReadableNumbers;
import org.kvsweep.sweep.PlannedTrial;

/**
 * The assumed training speed of a slot before anything has been trained.
 *
 * @param flopsPerSecond of every trial; empty for what steps of its size usually get
 */
record Speed(OptionalDouble flopsPerSecond) {
  /**
   * The usual floating-point operations per second by those of a step. Measured with encoders on
   * one core of a server CPU with AVX-512, see docs/LOG.md: the larger the products, the better
   * they use it.
   */
  private static final NavigableMap<Double, Double> USUAL =
      new TreeMap<>(
          Map.of(2e6, 1.2e9, 6e7, 3.0e10, 8e8, 6.2e10, 4e9, 6.5e10, 1.4e10, 8.4e10, 5e10, 9.4e10));

  /** Seconds that the trial takes, evaluation not counted. */
  double seconds(PlannedTrial trial) {
    return trial.budgetSeconds() > 0
        ? trial.budgetSeconds()
        : trial.cost().trainingFlops()
            / flopsPerSecond.orElseGet(() -> usual((double) trial.cost().stepFlops()));
  }

  /** Interpolates between measured sizes, on a straight line over the logarithm of the size. */
  private static double usual(double stepFlops) {
    Map.Entry<Double, Double> below = USUAL.floorEntry(stepFlops);
    Map.Entry<Double, Double> above = USUAL.ceilingEntry(stepFlops);
    if (below == null || above == null) {
      return (below == null ? above : below).getValue();
    }
    double span = Math.log(above.getKey() / below.getKey());
    double share = span == 0 ? 0 : Math.log(stepFlops / below.getKey()) / span;
    return below.getValue() + share * (above.getValue() - below.getValue());
  }

  /** Returns the assumption in words, for the end of a sentence. */
  String description() {
    return flopsPerSecond.isPresent()
        ? "at %s GFLOP/s a slot"
            .formatted(ReadableNumbers.compact(flopsPerSecond.getAsDouble() / 1e9))
        : "at the usual speed of one core";
  }
}
