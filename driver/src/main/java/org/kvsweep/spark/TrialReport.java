package org.kvsweep.spark;

import java.util.Objects;
import org.kvsweep.results.TrainedModel;
import org.kvsweep.trial.TrialOutcome;

/**
 * The result of a trial's job. Crosses the wire by Kryo.
 *
 * @param model the trained model, where the driver wants it
 */
record TrialReport(TrialOutcome outcome, Place place, TrainedModel model) {
  TrialReport {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(place, "place");
    Objects.requireNonNull(model, "model");
  }
}
