package org.kvsweep.spark;

import java.util.Objects;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.trial.TrialOutcome;

/**
 * The result of a trial's job. Crosses the wire by Kryo.
 *
 * @param model the trained model, where the driver wants it
 * @param leaving true if the trial stopped because its executor was asked to end
 */
record TrialReport(TrialOutcome outcome, Place place, TrainedModel model, boolean leaving) {
  TrialReport {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(model, "model");
  }
}
