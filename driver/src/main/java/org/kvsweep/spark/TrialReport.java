package org.kvsweep.spark;

import java.util.Objects;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.trial.TrialOutcome;

/**
 * The result of a trial's job. Crosses the wire by Kryo.
 *
 * @param model the trained model, where the driver wants it
 * @param halt what stopped the trial where it ran
 */
record TrialReport(TrialOutcome outcome, Place place, TrainedModel model, Halt halt) {

  /** What stops a trial before its end, where it runs. */
  enum Halt {
    /** Nothing, or what the driver knows itself. */
    NONE,
    /** Its executor was asked to end. */
    LEAVING,
    /** It is at a rung and was not told there that it goes on. */
    AT_RUNG
  }

  TrialReport {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(halt, "halt");
  }
}
