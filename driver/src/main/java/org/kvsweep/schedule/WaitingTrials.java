package org.kvsweep.schedule;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.TreeSet;

/**
 * The trials that wait for a slot, longest first, so that no long one starts last; equals in the
 * order of the file. Within a family the order by operations is the order by time, whatever has
 * been measured, so only the heads of the families are compared.
 *
 * <p>Trials that want an executor to themselves come after all others: while others wait, no
 * executor is ever empty.
 */
final class WaitingTrials {
  private static final Comparator<TrialHistory> LONGEST_FIRST =
      Comparator.comparingDouble(TrialHistory::budgetSeconds)
          .thenComparingDouble(TrialHistory::flops)
          .reversed()
          .thenComparingInt(TrialHistory::position);

  private final CostModel costs;
  private final Map<CostModel.Family, Waiting> families = new LinkedHashMap<>();
  private final Queue<TrialHistory> alone = new ArrayDeque<>();
  private int shared;

  WaitingTrials(CostModel costs) {
    this.costs = costs;
  }

  void add(TrialHistory trial) {
    switch (trial.room()) {
      case ALONE -> alone.add(trial);
      case SHARED -> {
        families.computeIfAbsent(trial.family(), family -> new Waiting()).add(trial);
        shared++;
      }
    }
  }

  boolean isEmpty() {
    return size() == 0;
  }

  int size() {
    return shared + alone.size();
  }

  /** The trial that is to start next, still waiting. */
  Optional<TrialHistory> next() {
    if (shared == 0) {
      return Optional.ofNullable(alone.peek());
    }
    return families.entrySet().stream()
        .filter(family -> !family.getValue().trials.isEmpty())
        .max(
            Comparator.comparingDouble(
                    (Map.Entry<CostModel.Family, Waiting> family) ->
                        weight(family.getKey(), family.getValue().trials.first()))
                .thenComparing(
                    family -> family.getValue().trials.first().position(),
                    Comparator.reverseOrder()))
        .map(family -> family.getValue().trials.first());
  }

  private double weight(CostModel.Family family, TrialHistory trial) {
    return trial.budgetSeconds() > 0 ? trial.budgetSeconds() : costs.weight(family, trial.flops());
  }

  /** Takes a trial out; false if it does not wait here. */
  boolean remove(TrialHistory trial) {
    return switch (trial.room()) {
      case ALONE -> alone.remove(trial);
      case SHARED -> removeShared(trial);
    };
  }

  private boolean removeShared(TrialHistory trial) {
    boolean waits = families.get(trial.family()).remove(trial);
    shared -= waits ? 1 : 0;
    return waits;
  }

  /** Seconds that all of them take one after the other; empty before the first measurement. */
  OptionalDouble seconds() {
    Map<CostModel.Family, Double> flops = new LinkedHashMap<>();
    families.forEach((family, waiting) -> flops.put(family, waiting.flops));
    alone.forEach(trial -> flops.merge(trial.family(), trial.expectedFlops(), Double::sum));
    double sum =
        families.values().stream().mapToDouble(waiting -> waiting.seconds).sum()
            + alone.stream().mapToDouble(TrialHistory::budgetSeconds).sum();
    for (Map.Entry<CostModel.Family, Double> family : flops.entrySet()) {
      OptionalDouble seconds = costs.seconds(family.getKey(), family.getValue());
      if (seconds.isEmpty()) {
        return seconds;
      }
      sum += seconds.getAsDouble();
    }
    return OptionalDouble.of(sum);
  }

  private static final class Waiting {
    private final TreeSet<TrialHistory> trials = new TreeSet<>(LONGEST_FIRST);
    private double flops;
    private double seconds;

    void add(TrialHistory trial) {
      trials.add(trial);
      seconds += trial.budgetSeconds();
      flops += trial.expectedFlops();
    }

    boolean remove(TrialHistory trial) {
      if (!trials.remove(trial)) {
        return false;
      }
      seconds = trials.isEmpty() ? 0 : seconds - trial.budgetSeconds();
      flops = trials.isEmpty() ? 0 : flops - trial.expectedFlops();
      return true;
    }
  }
}
