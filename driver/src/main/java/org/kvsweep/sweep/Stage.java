package org.kvsweep.sweep;

import java.util.Objects;

/**
 * What a trial is trained for, and with which others it was added to the sweep.
 *
 * @param round 0 for what the sweep begins with, then counted within a side
 */
public record Stage(Purpose purpose, int round) {
  /** The stage of trials that are compared as they are. */
  public static final Stage PLAIN = new Stage(Purpose.COMPARISON, 0);

  /** The stage of trials that confirm what was chosen. */
  public static final Stage CONFIRMATION = new Stage(Purpose.CONFIRMATION, 0);

  /** The purposes of trials. */
  public enum Purpose {
    /** Its result enters the comparison. */
    COMPARISON,
    /** It helps to choose the settings of its side, and enters no comparison. */
    TUNING,
    /** It trains what was chosen with a fresh seed; its result enters the comparison. */
    CONFIRMATION
  }

  public Stage {
    Objects.requireNonNull(purpose, "purpose");
    if (round < 0) {
      throw new IllegalArgumentException("Cannot count rounds: expected at least 0, got " + round);
    }
  }

  /** The stage of trials that are to choose the settings of a side. */
  public static Stage tuning(int round) {
    return new Stage(Purpose.TUNING, round);
  }

  /** Returns whether what comes out is compared, and not only chosen by. */
  public boolean compared() {
    return purpose != Purpose.TUNING;
  }
}
