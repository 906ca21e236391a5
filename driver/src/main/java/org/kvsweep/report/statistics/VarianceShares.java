package org.kvsweep.report.statistics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says which factor matters: the share of the variance of a result that each factor explains alone,
 * by the sums of squares of an analysis of variance.
 *
 * @param factors the share of each factor's main effect: how much its level alone tells
 * @param interactions what the levels of all factors together explain beyond that
 * @param rest what remains between results with equal levels: seeds
 * @param balanced true if every combination of levels that occurs has as many results; only then do
 *     the shares add up to 1, and otherwise {@code interactions} may come out too small
 */
public record VarianceShares(
    Map<String, Double> factors, double interactions, double rest, boolean balanced) {
  public VarianceShares {
    factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
  }

  /**
   * A result and the levels under which it was found.
   *
   * @param levels by factor; every observation has the same factors
   */
  public record Observation(Map<String, String> levels, double value) {
    public Observation {
      levels = Map.copyOf(levels);
    }
  }

  /**
   * The shares of these factors.
   *
   * @return all zero where the results don't vary
   */
  public static VarianceShares of(List<String> factors, List<Observation> observations) {
    double mean = observations.stream().mapToDouble(Observation::value).average().orElse(0);
    double total =
        observations.stream().mapToDouble(o -> (o.value() - mean) * (o.value() - mean)).sum();
    Map<String, Double> shares = new LinkedHashMap<>();
    double explained = 0;
    for (String factor : factors) {
      double between = between(groups(List.of(factor), observations), mean);
      shares.put(factor, share(between, total));
      explained += between;
    }
    Map<List<String>, List<Double>> cells = groups(factors, observations);
    double cellsTogether = between(cells, mean);
    return new VarianceShares(
        shares,
        share(Math.max(0, cellsTogether - explained), total),
        share(Math.max(0, total - cellsTogether), total),
        balanced(factors, observations, cells));
  }

  private static double share(double part, double total) {
    return total > 0 ? part / total : 0;
  }

  private static Map<List<String>, List<Double>> groups(
      List<String> factors, List<Observation> observations) {
    Map<List<String>, List<Double>> groups = new LinkedHashMap<>();
    for (Observation observation : observations) {
      List<String> key = factors.stream().map(factor -> observation.levels().get(factor)).toList();
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(observation.value());
    }
    return groups;
  }

  private static double between(Map<List<String>, List<Double>> groups, double mean) {
    double sum = 0;
    for (List<Double> group : groups.values()) {
      double groupMean = group.stream().mapToDouble(Double::doubleValue).average().orElse(mean);
      sum += group.size() * (groupMean - mean) * (groupMean - mean);
    }
    return sum;
  }

  /** Returns whether every combination of levels occurs equally often. */
  private static boolean balanced(
      List<String> factors, List<Observation> observations, Map<List<String>, List<Double>> cells) {
    long combinations = 1;
    for (String factor : factors) {
      combinations *= groups(List.of(factor), observations).size();
    }
    return combinations == cells.size()
        && cells.values().stream().mapToInt(List::size).distinct().count() <= 1;
  }
}
