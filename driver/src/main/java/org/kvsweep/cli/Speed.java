package org.kvsweep.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.kvsweep.cli.text.ReadableNumbers;
import org.kvsweep.speed.MeasuredSpeeds;
import org.kvsweep.speed.StepSpeed;
import org.kvsweep.sweep.PlannedTrial;

/**
 * The training speed of a slot before anything has been trained.
 *
 * @param flopsPerSecond of every trial; empty for what was measured, or what steps of its size
 *     usually get
 * @param measured on this machine
 * @param sideBySide trials that run at the same time
 */
record Speed(OptionalDouble flopsPerSecond, MeasuredSpeeds measured, int sideBySide) {
  /** The usual speed of a slot, whatever was measured. */
  static final Speed ASSUMED = new Speed(OptionalDouble.empty(), MeasuredSpeeds.NONE, 1);

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
        : trial.cost().steps() * stepSeconds(trial);
  }

  /** Seconds that a step of the trial takes. */
  double stepSeconds(PlannedTrial trial) {
    double flops = (double) trial.cost().stepFlops();
    return flopsPerSecond.isPresent()
        ? flops / flopsPerSecond.getAsDouble()
        : measured(trial).map(speed -> speed.seconds(sideBySide)).orElse(flops / usual(flops));
  }

  private Optional<StepSpeed> measured(PlannedTrial trial) {
    return flopsPerSecond.isPresent() ? Optional.empty() : measured.of(trial);
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

  /** Returns the speed of these trials in words, for the end of a sentence. */
  String description(Collection<PlannedTrial> trials) {
    if (flopsPerSecond.isPresent()) {
      return "at %s GFLOP/s a slot"
          .formatted(ReadableNumbers.compact(flopsPerSecond.getAsDouble() / 1e9));
    }
    return switch (known(trials)) {
      case NONE -> "at the usual speed of one core";
      case SOME -> "at the speed measured here, or the usual one";
      case ALL -> "at the speed measured here";
    };
  }

  /** Returns where the speed of these trials comes from, as a sentence without its end. */
  String source(Collection<PlannedTrial> trials, ZoneId zone) {
    Optional<Instant> oldest =
        trials.stream()
            .flatMap(trial -> measured(trial).stream())
            .map(StepSpeed::measured)
            .min(Comparator.naturalOrder());
    return oldest
        .map(
            instant ->
                "The speed%s was measured here on %s (kvsweep bench)"
                    .formatted(
                        known(trials) == Known.ALL ? "" : " of a part",
                        LocalDate.ofInstant(instant, zone)))
        .orElse("The speed is assumed (--gflops sets it)");
  }

  private Known known(Collection<PlannedTrial> trials) {
    long measuredOnes = trials.stream().filter(trial -> measured(trial).isPresent()).count();
    return measuredOnes == 0 ? Known.NONE : measuredOnes < trials.size() ? Known.SOME : Known.ALL;
  }

  private enum Known {
    NONE,
    SOME,
    ALL
  }
}
