package org.kvsweep.schedule;

import java.util.Objects;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

/**
 * The decision to stop a trial before the end of its budget.
 *
 * @param rung at which it was taken, from 1
 * @param reason one sentence
 */
record EarlyStop(int rung, String reason) {
  /** In the environment of the run, so that the next run of the sweep decides on from there. */
  private static final String STOPPED_AT_RUNG = "stopped-at-rung";

  EarlyStop {
    Objects.requireNonNull(reason, "reason");
  }

  /** The rung at which a trial was stopped early; empty if it was not. */
  static OptionalInt rungOf(TrialOutcome outcome) {
    String rung = outcome.run().environment().getOrDefault(STOPPED_AT_RUNG, "");
    return outcome instanceof TrialOutcome.Stopped && rung.matches("[1-9][0-9]{0,3}")
        ? OptionalInt.of(Integer.parseInt(rung))
        : OptionalInt.empty();
  }

  /** The outcome of a trial that has come to the rung. */
  TrialOutcome.Stopped outcome(TrialRun run) {
    SortedMap<String, String> environment = new TreeMap<>(run.environment());
    environment.put(STOPPED_AT_RUNG, Integer.toString(rung));
    return new TrialOutcome.Stopped(run.withEnvironment(environment), reason);
  }
}
