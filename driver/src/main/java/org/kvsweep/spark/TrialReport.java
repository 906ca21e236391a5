package org.kvsweep.spark;

import java.util.Objects;
import org.kvsweep.trial.TrialOutcome;

/**
 * The result of a trial's job. Crosses the wire by Kryo.
 *
 * @param place where it ran, for example {@code executor 2 on node7}
 */
record TrialReport(TrialOutcome outcome, String place) {
  TrialReport {
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(place, "place");
  }
}
