package org.kvsweep.schedule.tuning;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.kvsweep.settings.Settings;
import org.kvsweep.sweep.Dimension;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.sweep.TuningSpace;
import org.kvsweep.trial.TrialCost;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialSpec;

/** A function of a few shares, to be made as small as possible. */
abstract class TunedFunction implements TuningSpace {
  /** Branin's function over its usual square, less its minimum. */
  static final TunedFunction BRANIN =
      new TunedFunction("branin", Collections.nCopies(2, new Dimension.Continuous())) {
        @Override
        double value(List<Double> shares) {
          double x = -5 + 15 * shares.get(0);
          double y = 15 * shares.get(1);
          double valley = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
          return valley * valley
              + 10 * (1 - 1 / (8 * Math.PI)) * StrictMath.cos(x)
              + 10
              - 0.397887357729738;
        }
      };

  /** Hartmann's function of six dimensions, less its minimum. */
  static final TunedFunction HARTMANN =
      new TunedFunction("hartmann6", Collections.nCopies(6, new Dimension.Continuous())) {
        private static final double[] ALPHA = {1.0, 1.2, 3.0, 3.2};
        private static final double[][] A = {
          {10, 3, 17, 3.5, 1.7, 8},
          {0.05, 10, 17, 0.1, 8, 14},
          {3, 3.5, 1.7, 10, 17, 8},
          {17, 8, 0.05, 10, 0.1, 14}
        };
        private static final double[][] P = {
          {0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886},
          {0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991},
          {0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650},
          {0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381}
        };

        @Override
        double value(List<Double> shares) {
          double sum = 0;
          for (int i = 0; i < ALPHA.length; i++) {
            double distance = 0;
            for (int j = 0; j < shares.size(); j++) {
              distance += A[i][j] * (shares.get(j) - P[i][j]) * (shares.get(j) - P[i][j]);
            }
            sum += ALPHA[i] * StrictMath.exp(-distance);
          }
          return 3.32236801141551 - sum;
        }
      };

  private final String name;
  private final List<Dimension> dimensions;

  TunedFunction(String name, List<? extends Dimension> dimensions) {
    this.name = name;
    this.dimensions = List.copyOf(dimensions);
  }

  /** The same function as another task. */
  static TunedFunction named(String name, TunedFunction function) {
    return new TunedFunction(name, function.dimensions) {
      @Override
      double value(List<Double> shares) {
        return function.value(shares);
      }
    };
  }

  abstract double value(List<Double> shares);

  double value(Sample sample) {
    return value(sample.point());
  }

  @Override
  public String task() {
    return name;
  }

  @Override
  public String side() {
    return "";
  }

  @Override
  public List<String> paths() {
    return IntStream.range(0, dimensions.size()).mapToObj(i -> "training.x" + i).toList();
  }

  @Override
  public List<Dimension> dimensions() {
    return dimensions;
  }

  @Override
  public Optional<Sample> at(List<Double> point) {
    Map<String, Object> values = new TreeMap<>();
    for (int i = 0; i < point.size(); i++) {
      values.put("x" + i, dimensions.get(i).middle(point.get(i)));
    }
    TrialSpec spec =
        new TrialSpec(
            new Settings(Map.of(TrialSpec.TASK_NAME, name)),
            Settings.NONE,
            new Settings(values),
            0);
    return Optional.of(new Sample(point, spec));
  }

  @Override
  public PlannedTrial planned(Sample sample) {
    return new PlannedTrial(TrialId.of(sample.spec()), sample.spec(), new TrialCost(1, 1, 1, 1, 1));
  }
}
