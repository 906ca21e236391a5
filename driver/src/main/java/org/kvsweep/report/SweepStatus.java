package org.kvsweep.report;

import org.kvsweep.settings.Labelled;

/** The state of a sweep, as lists of sweeps show it. */
public enum SweepStatus implements Labelled {
  /** A driver works on the sweep. */
  RUNNING("running"),
  /** Some of its trials have not ended, and no driver works on it. */
  INCOMPLETE("incomplete"),
  /** All of its trials have ended; some failed or diverged. */
  WITH_FAILURES("with failures"),
  /** All of its trials have ended with a result. */
  COMPLETE("complete"),
  /** Its folder can't be read. */
  UNREADABLE("unreadable"),
  /** Its folder was removed after it was found. */
  GONE("gone");

  private final String label;

  SweepStatus(String label) {
    this.label = label;
  }

  /**
   * The state of a sweep that can be read.
   *
   * @param inUse whether a driver works on it
   */
  public static SweepStatus of(Outcomes outcomes, boolean inUse) {
    if (inUse) {
      return RUNNING;
    }
    if (outcomes.missing() > 0) {
      return INCOMPLETE;
    }
    return outcomes.failed() + outcomes.diverged() > 0 ? WITH_FAILURES : COMPLETE;
  }

  @Override
  public String label() {
    return label;
  }
}
