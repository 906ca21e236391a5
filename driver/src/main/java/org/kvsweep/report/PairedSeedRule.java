package org.kvsweep.report;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.kvsweep.attention.AttentionVariant;
import org.kvsweep.report.statistics.PairedDifference;
import org.kvsweep.schedule.SeedRule;
import org.kvsweep.sweep.MoreSeeds;
import org.kvsweep.trial.TrialOutcome;

/**
 * Adds a seed where the paired difference from qkv is not significant in the cell, by the metric
 * and the test of the comparison table.
 *
 * <p>To look after each seed and stop at the first significant difference finds differences where
 * there are none, with nine looks at 5 % each 18 times in a hundred. So each look has its share of
 * the 5 %.
 */
public final class PairedSeedRule implements SeedRule {
  private final double level;

  /** The rule for a sweep that adds so many seeds. */
  public PairedSeedRule(MoreSeeds limit) {
    level = ComparisonTable.SIGNIFICANCE / limit.looks();
  }

  @Override
  public Set<AttentionVariant> undecided(Map<AttentionVariant, Map<Long, TrialOutcome>> cell) {
    Set<AttentionVariant> undecided = EnumSet.noneOf(AttentionVariant.class);
    Optional<Metric> metric = metric(cell);
    if (metric.isPresent()) {
      for (AttentionVariant variant : cell.keySet()) {
        double[] differences = differences(cell, variant, metric.get());
        if (variant != AttentionVariant.QKV && isUndecided(differences)) {
          undecided.add(variant);
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

  private static double[] differences(
      Map<AttentionVariant, Map<Long, TrialOutcome>> cell,
      AttentionVariant variant,
      Metric metric) {
    Map<Long, TrialOutcome> baseline = cell.getOrDefault(AttentionVariant.QKV, Map.of());
    return cell.get(variant).keySet().stream()
        .filter(baseline::containsKey)
        .map(seed -> difference(cell.get(variant).get(seed), baseline.get(seed), metric))
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
    return outcome.completed() ? metric.last(outcome.run()) : OptionalDouble.empty();
  }

  private static Optional<Metric> metric(Map<AttentionVariant, Map<Long, TrialOutcome>> cell) {
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
