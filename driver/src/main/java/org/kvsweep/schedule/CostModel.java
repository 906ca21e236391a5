package org.kvsweep.schedule;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.kvsweep.trial.TrialSpec;

/**
 * Estimates how long trials take: their floating-point operations by formula, times the seconds an
 * operation took in this sweep so far. Measured apart for each task and each choice of words in
 * model and training, such as an attention or a precision, whose operations differ in kind.
 */
final class CostModel {
  /** Trials whose operations are alike. */
  record Family(String task, List<String> words) {
    static Family of(TrialSpec spec) {
      return new Family(
          spec.taskName(),
          Stream.of(spec.model(), spec.training())
              .flatMap(settings -> settings.values().values().stream())
              .filter(String.class::isInstance)
              .map(String.class::cast)
              .toList());
    }
  }

  private final Map<Family, Rate> rates = new HashMap<>();
  private final Rate overall = new Rate();

  /**
   * Takes in that a trial of that family has done so many floating-point operations in so many
   * seconds; none where it did something else, which counts once it has done some.
   */
  void measured(Family family, double flops, double seconds) {
    if (seconds > 0 && (flops > 0 || rates.containsKey(family))) {
      rates.computeIfAbsent(family, one -> new Rate()).add(flops, seconds);
      overall.add(flops, seconds);
    }
  }

  /** Seconds that so many operations take in that family; empty before the first measurement. */
  OptionalDouble seconds(Family family, double flops) {
    if (flops == 0) {
      return OptionalDouble.of(0);
    }
    Rate rate = rates.getOrDefault(family, overall);
    return rate.flops > 0
        ? OptionalDouble.of(flops * rate.seconds / rate.flops)
        : OptionalDouble.empty();
  }

  /** Seconds that so many operations take in families as they come; empty likewise. */
  OptionalDouble seconds(double flops) {
    if (flops == 0) {
      return OptionalDouble.of(0);
    }
    return overall.flops > 0
        ? OptionalDouble.of(flops * overall.seconds / overall.flops)
        : OptionalDouble.empty();
  }

  /**
   * Returns the measure by which trials of different families are ordered: seconds, or operations
   * while nothing is known.
   */
  double weight(Family family, double flops) {
    return seconds(family, flops).orElse(flops);
  }

  private static final class Rate {
    private double flops;
    private double seconds;

    void add(double moreFlops, double moreSeconds) {
      flops += moreFlops;
      seconds += moreSeconds;
    }
  }
}
