package org.kvsweep.schedule.halving;

import java.util.Objects;
import java.util.OptionalInt;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

/**
 * The decision to stop a trial before the end of its budget.
 *
 * @param rung at which it was taken, from 1
 * @param reason one sentence
 */
public record EarlyStop(int rung, String reason) {
  public EarlyStop {
    Objects.requireNonNull(reason, "reason");
  }

  /** The rung at which a trial was stopped early; empty if it was not. */
  static OptionalInt rungOf(TrialOutcome outcome) {
    return outcome.match(
        completed -> OptionalInt.empty(),
        TrialOutcome.Stopped::rung,
        diverged -> OptionalInt.empty(),
        failed -> OptionalInt.empty());
  }

  /** The outcome of a trial that has come to the rung. */
  public TrialOutcome.Stopped outcome(TrialRun run) {
    return TrialOutcome.Stopped.early(run, rung, reason);
  }
}
