package org.kvsweep.schedule;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;
import org.kvsweep.sweep.PlannedTrial;
import org.kvsweep.trial.TrialId;
import org.kvsweep.trial.TrialOutcome;

/**
 * Adds trials to a sweep as others end. What is added depends on results alone, not on the order in
 * which trials end: it is derived again whenever a sweep is taken up or reported on, and never
 * stored.
 */
public interface Growth {

  /** All trials so far, those that the sweep begins with first. */
  List<PlannedTrial> trials();

  /** Takes in the end of a trial, and returns the trials that are added by it. */
  List<PlannedTrial> ended(PlannedTrial trial, TrialOutcome outcome);

  /** Returns how many trials are sure to be added yet, unless settings fail. */
  int toCome();

  /**
   * Takes in all that has ended in a sweep, in the order of its trials.
   *
   * @param fresh a growth that has taken in nothing
   * @param ended how a trial has ended; empty if it has not
   */
  static <G extends Growth> G resumed(G fresh, Function<TrialId, Optional<TrialOutcome>> ended) {
    // Trials that are added may have ended too.
    Queue<PlannedTrial> next = new ArrayDeque<>(fresh.trials());
    while (!next.isEmpty()) {
      PlannedTrial trial = next.remove();
      ended.apply(trial.id()).ifPresent(outcome -> next.addAll(fresh.ended(trial, outcome)));
    }
    return fresh;
  }
}
