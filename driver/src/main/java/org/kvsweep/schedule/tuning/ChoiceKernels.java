package org.kvsweep.schedule.tuning;

import java.util.List;
import java.util.random.RandomGenerator;
import org.kvsweep.sweep.Dimension;

/**
 * Kernels over values without an order: each value has the same part of one vote, and the observed
 * one a vote of its own (Optuna 5, {@code _parzen_estimator.py}).
 */
final class ChoiceKernels implements DimensionKernels {
  private final Dimension.Choices choices;
  private final int[] observed;
  private final double least;

  private static final int NONE = -1;

  ChoiceKernels(Dimension.Choices choices, List<Double> shares) {
    this.choices = choices;
    this.observed = new int[shares.size() + 1];
    for (int i = 0; i < shares.size(); i++) {
      observed[i] = shares.get(i).isNaN() ? NONE : choices.index(shares.get(i));
    }
    observed[shares.size()] = NONE;
    this.least = 1.0 / observed.length;
  }

  private double probability(int kernel, int value) {
    if (observed[kernel] == NONE) {
      return 1.0 / choices.count();
    }
    double vote = observed[kernel] == value ? 1 : 0;
    return (vote + least) / (1 + choices.count() * least);
  }

  @Override
  public double draw(int kernel, RandomGenerator random) {
    double left = random.nextDouble();
    int value = 0;
    while (value < choices.count() - 1 && left >= probability(kernel, value)) {
      left -= probability(kernel, value);
      value++;
    }
    return choices.middleOf(value);
  }

  @Override
  public double logDensity(int kernel, double share) {
    return StrictMath.log(probability(kernel, choices.index(share)));
  }
}
