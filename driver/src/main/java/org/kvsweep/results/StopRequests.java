package org.kvsweep.results;

import java.util.Set;
import org.kvsweep.trial.TrialId;

/**
 * What other processes ask the driver of a sweep to stop.
 *
 * @param sweep whether the sweep is to stop as a whole
 * @param trials that are to stop, and are left to the next run
 */
public record StopRequests(boolean sweep, Set<TrialId> trials) {
  /** Nothing is to stop. */
  public static final StopRequests NONE = new StopRequests(false, Set.of());

  public StopRequests {
    trials = Set.copyOf(trials);
  }
}
