package org.kvsweep.report;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.kvsweep.report.statistics.PairedDifference;
import org.kvsweep.schedule.SeedRule;
import org.kvsweep.sweep.MoreSeeds;
import org.kvsweep.sweep.SweepSpec;
import org.kvsweep.trial.TrialOutcome;

/**
 * Adds a seed where the paired difference from the baseline is not significant in the cell, by the
 * metric and the test of the comparison table.
 *
 * <p>To look after each seed and stop at the first significant difference finds differences where
 * there are none, with nine looks at 5 % each 18 times in a hundred. So each look has its share of
 * the 5 %.
 */
public final class PairedSeedRule implements SeedRule {
  private final String baseline;
  private final double level;

  /** Returns the rule of that sweep, which adds none where the sweep does not ask for it. */
  public static SeedRule of(SweepSpec sweep) {
    return sweep
        .procedure()
        .moreSeeds()
        .<SeedRule>map(
            limit -> new PairedSeedRule(limit, sweep.compared().orElseThrow().baseline()))
        .orElse(SeedRule.NEVER);
  }

  /** The rule for a sweep that adds so many seeds to what it compares with that baseline. */
  PairedSeedRule(MoreSeeds limit, String baseline) {
    this.baseline = baseline;
    level = ComparisonTable.SIGNIFICANCE / limit.looks();
  }

  @Override
  public Set<String> undecided(Map<String, Map<Long, TrialOutcome>> cell) {
    Set<String> undecided = new TreeSet<>();
    Optional<Metric> metric = metric(cell);
    if (metric.isPresent()) {
      for (String side : cell.keySet()) {
        double[] differences = differences(cell, side, metric.get());
        if (!side.equals(baseline) && isUndecided(differences)) {
          undecided.add(side);
        }
      }
    }
    return undecided;
  }

  /**
   * Returns whether another seed may help: without any pair the next seed is not likely to make
   * one, and ties stay ties.
   */
  private boolean isUndecided(double[] differences) {
    if (differences.length == 0) {
      return false;
    }
    PairedDifference paired = PairedDifference.of(level, differences);
    return !paired.tied() && !(paired.p() < level);
  }

  private double[] differences(
      Map<String, Map<Long, TrialOutcome>> cell, String side, Metric metric) {
    Map<Long, TrialOutcome> others = cell.getOrDefault(baseline, Map.of());
    return cell.get(side).keySet().stream()
        .filter(others::containsKey)
        .map(seed -> difference(cell.get(side).get(seed), others.get(seed), metric))
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private static Double difference(TrialOutcome one, TrialOutcome other, Metric metric) {
    OptionalDouble treated = completed(one, metric);
    OptionalDouble compared = completed(other, metric);
    return treated.isPresent() && compared.isPresent()
        ? (Double) (treated.getAsDouble() - compared.getAsDouble())
        : null;
  }

  private static OptionalDouble completed(TrialOutcome outcome, Metric metric) {
    return outcome.completed() ? metric.value(outcome.run()) : OptionalDouble.empty();
  }

  private static Optional<Metric> metric(Map<String, Map<Long, TrialOutcome>> cell) {
    Set<String> carried = new HashSet<>();
    for (Map<Long, TrialOutcome> seeds : cell.values()) {
      seeds.values().stream()
          .filter(TrialOutcome::completed)
          .flatMap(outcome -> outcome.run().metrics().stream())
          .forEach(point -> carried.addAll(point.values().keySet()));
    }
    return Metric.preferredOf(carried);
  }
}
