package org.kvsweep.schedule;

import java.util.Optional;
import java.util.OptionalDouble;
import org.kvsweep.schedule.halving.EarlyStopper;
import org.kvsweep.sweep.PlannedTrial;

/** The trials of a sweep that wait for a slot, and how long those take that are yet to come. */
final class StartOrder {
  private final CostModel costs;
  private final WaitingTrials waiting;
  private final Optional<EarlyStopper> stopper;
  private double enteredFlops;
  private double enteredSeconds;
  private int entered;

  /**
   * An order without trials.
   *
   * @param stopper that may stop trials early
   */
  StartOrder(CostModel costs, Optional<EarlyStopper> stopper) {
    this.costs = costs;
    this.stopper = stopper;
    this.waiting = new WaitingTrials(costs);
  }

  /** Takes in a trial that is new. */
  void enter(PlannedTrial trial) {
    TrialHistory history = new TrialHistory(trial, entered, stopper);
    add(history);
    enteredFlops += history.expectedFlops();
    enteredSeconds += history.budgetSeconds();
    entered++;
  }

  /** Takes in a trial that is to start again. */
  void add(TrialHistory trial) {
    waiting.add(trial);
  }

  /** Takes a trial out; false if it does not wait. */
  boolean remove(TrialHistory trial) {
    return waiting.remove(trial);
  }

  /** The trial that is to start next, still waiting. */
  Optional<TrialHistory> next() {
    return waiting.next();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /**
   * Seconds that all of them take one after the other, and so many more that are like all that ever
   * came; empty before the first measurement.
   */
  OptionalDouble secondsWith(int toCome) {
    OptionalDouble now = waiting.seconds();
    OptionalDouble later = secondsOf(toCome);
    return now.isEmpty() || later.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(now.getAsDouble() + later.getAsDouble());
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
