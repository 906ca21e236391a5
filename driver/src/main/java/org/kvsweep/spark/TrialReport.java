package org.kvsweep.spark;

import java.util.Objects;
import org.kvsweep.trial.TrialOutcome;

/** The result of a trial's job. Crosses the wire by Kryo. */
record TrialReport(TrialOutcome outcome, Place place) {
  TrialReport {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(place, "place");
  }
}
