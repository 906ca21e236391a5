package org.kvsweep.schedule;

import java.util.Objects;
import org.kvsweep.trial.TrialId;

/**
 * One try at a trial. What is said about an attempt that was given up changes nothing, so
 * everything that comes from an executor carries this.
 *
 * @param number from 1
 */
public record AttemptId(TrialId trial, int number) {
  public AttemptId {
    Objects.requireNonNull(trial, "trial");
    if (number < 1) {
      throw new IllegalArgumentException(
          "Cannot number an attempt at %s: expected at least 1, got %d".formatted(trial, number));
    }
  }

  @Override
  public String toString() {
    return trial + "#" + number;
  }
}
