package org.kvsweep.schedule;

import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.kvsweep.schedule.halving.EarlyStopper;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialSpec;

/**
 * The trials that wait for a slot: the canaries, then, once each of them has shown that its side
 * can be trained, the rest.
 */
final class StartOrder {
  private final boolean canary;
  private final CostModel costs;
  private final WaitingTrials canaries;
  private final WaitingTrials rest;
  private final Function<TrialSpec, String> sides;
  private final Set<String> proven;
  private final Set<String> unproven = new HashSet<>();
  private final Optional<EarlyStopper> stopper;
  private double enteredFlops;
  private double enteredSeconds;
  private int entered;

  /**
   * An order without trials.
   *
   * @param canary whether the first trial of each side comes before all others
   * @param sides the side of each trial
   * @param proven the sides that need no canary
   * @param stopper that may stop trials early
   */
  StartOrder(
      boolean canary,
      Function<TrialSpec, String> sides,
      Set<String> proven,
      CostModel costs,
      Optional<EarlyStopper> stopper) {
    this.stopper = stopper;
    this.canary = canary;
    this.costs = costs;
    this.sides = sides;
    this.proven = Set.copyOf(proven);
    this.canaries = new WaitingTrials(costs);
    this.rest = new WaitingTrials(costs);
  }

  /** Takes in a trial that the sweep begins with. */
  void enterFirst(PlannedTrial trial) {
    String side = sides.apply(trial.spec());
    enter(trial, canary && !proven.contains(side) && unproven.add(side));
  }

  /** Takes in a trial that has come in addition, and proves nothing. */
  void enterLater(PlannedTrial trial) {
    enter(trial, false);
  }

  private void enter(PlannedTrial trial, boolean first) {
    TrialHistory history = new TrialHistory(trial, entered, first, stopper);
    add(history);
    enteredFlops += history.expectedFlops();
    enteredSeconds += history.budgetSeconds();
    entered++;
  }

  /** Takes in a trial that is to start again. */
  void add(TrialHistory trial) {
    waiting(trial).add(trial);
  }

  /** Takes a trial out; false if it does not wait. */
  boolean remove(TrialHistory trial) {
    return waiting(trial).remove(trial);
  }

  private WaitingTrials waiting(TrialHistory trial) {
    return trial.canary() ? canaries : rest;
  }

  /** The trial that is to start next, still waiting; empty if that has to wait for the canaries. */
  Optional<TrialHistory> next() {
    if (canaries.isEmpty() && !unproven.isEmpty()) {
      return Optional.empty();
    }
    return (canaries.isEmpty() ? rest : canaries).next();
  }

  /** A trial has come far enough for the rest not to wait for it. */
  void proven(TrialHistory trial) {
    if (trial.canary()) {
      trial.proven();
      unproven.remove(sides.apply(trial.trial().spec()));
    }
  }

  boolean isEmpty() {
    return canaries.isEmpty() && rest.isEmpty();
  }

  /**
   * Seconds that all of them take one after the other, and so many more that are like all that ever
   * came; empty before the first measurement.
   */
  OptionalDouble secondsWith(int toCome) {
    OptionalDouble first = canaries.seconds();
    OptionalDouble others = rest.seconds();
    OptionalDouble later = secondsOf(toCome);
    return first.isEmpty() || others.isEmpty() || later.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(first.getAsDouble() + others.getAsDouble() + later.getAsDouble());
  }

  private OptionalDouble secondsOf(int toCome) {
    if (toCome == 0 || entered == 0) {
      return OptionalDouble.of(0);
    }
    double share = (double) toCome / entered;
    OptionalDouble trained = costs.seconds(enteredFlops * share);
    return trained.isEmpty()
        ? trained
        : OptionalDouble.of(trained.getAsDouble() + enteredSeconds * share);
  }
}
