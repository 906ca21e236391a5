package org.kvsweep.sweep;

import java.util.List;
import java.util.Objects;
import org.kvsweep.settings.Labelled;

/**
 * The rule by which trials that do badly are stopped before the end of their budget. They are
 * compared within their side only, and of each side the same share goes on.
 *
 * @param objective what is compared; never a metric of test data
 * @param rungs where, as shares of a trial's budget, ascending, between 0 and 1
 * @param reduction one of so many goes on at each rung
 */
public record EarlyStopping(Method method, Objective objective, List<Double> rungs, int reduction) {

  /** The method by which trials are compared. */
  public enum Method implements Labelled {
    /** Successive halving: by what they reached at the rung. */
    ASHA("asha"),
    /** The median rule: by the mean of all they reached up to the rung; half of them go on. */
    MEDIAN("median");

    private final String label;

    Method(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  public EarlyStopping {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(objective, "objective");
    rungs = List.copyOf(rungs);
    boolean ascending = !rungs.isEmpty();
    double last = 0;
    for (double rung : rungs) {
      ascending &= rung > last && rung < 1;
      last = rung;
    }
    if (!ascending || reduction < 2) {
      throw new IllegalArgumentException(
          "Cannot stop early: expected ascending shares between 0 and 1 and a reduction of at least 2, got %s and %d"
              .formatted(rungs, reduction));
    }
  }

  /** Returns how many of so many trials go on at a rung: the share, rounded up. */
  public int goingOn(int trials) {
    return (trials + reduction - 1) / reduction;
  }

  /** Returns how many of so many trials go on at the last rung. */
  public int keptOf(int trials) {
    int kept = trials;
    for (int rung = 0; rung < rungs.size(); rung++) {
      kept = goingOn(kept);
    }
    return kept;
  }

  /** Returns the rungs of that trial; none if it confirms what was chosen. */
  public Rungs rungsOf(PlannedTrial trial) {
    return switch (trial.stage().purpose()) {
      case COMPARISON, TUNING -> new Rungs(objective.metric(), rungs, trial.cost().steps());
      case CONFIRMATION -> Rungs.NONE;
    };
  }
}
