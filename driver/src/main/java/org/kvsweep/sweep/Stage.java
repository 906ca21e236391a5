package org.kvsweep.sweep;

import java.util.List;
import java.util.Objects;
import org.kvsweep.task.MetricNames;
import org.kvsweep.trial.EpochMetrics;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;

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
    /** The result of the trial enters the comparison. */
    COMPARISON("comparison"),
    /** The trial helps to choose the settings of its side, and enters no comparison. */
    TUNING("tuning"),
    /** The trial has the chosen settings and a fresh seed; its result enters the comparison. */
    CONFIRMATION("confirmation");

    private final String label;

    Purpose(String label) {
      this.label = label;
    }

    /** The word in tables and exports. */
    public String label() {
      return label;
    }
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

  /**
   * Returns an outcome as people and other tools are to see it. Of a trial that only helps to
   * choose it has nothing of test data: whoever chose by them, with open eyes or not, would spoil
   * the comparison.
   */
  public TrialOutcome shown(TrialOutcome outcome) {
    if (compared()) {
      return outcome;
    }
    TrialRun run = outcome.run();
    List<EpochMetrics> metrics =
        run.metrics().stream().map(point -> point.without(MetricNames.TEST)).toList();
    return outcome.withRun(run.withMetrics(run.steps(), metrics));
  }
}
