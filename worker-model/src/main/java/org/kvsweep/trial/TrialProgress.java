package org.kvsweep.trial;

import java.io.Serializable;

/**
 * The progress of a running trial.
 *
 * @param epoch the epoch it is in, from 1
 * @param epochs in its budget
 * @param step optimizer steps done
 * @param steps in its budget
 * @param loss mean training loss since the last report; NaN before the first step
 * @param examplesPerSecond training examples since the last report; 0 before the first step
 */
public record TrialProgress(
    int epoch, int epochs, long step, long steps, double loss, double examplesPerSecond)
    implements Serializable {

  /**
   * Returns whether this is a first report that says at which step of an earlier attempt the trial
   * continues.
   */
  public boolean beforeFirstStep() {
    return examplesPerSecond == 0;
  }
}
