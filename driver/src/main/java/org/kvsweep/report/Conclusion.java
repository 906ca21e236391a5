package org.kvsweep.report;

/** The conclusion of a comparison with the baseline; files call it {@code verdict}. */
public enum Conclusion {
  /** Significantly better than the baseline. */
  BETTER("better"),
  /** Significantly worse. */
  WORSE("worse"),
  /** Equal to the baseline in every pair. */
  TIED("tied"),
  /** The sides differ, but not more than chance explains. */
  UNDECIDED("undecided"),
  /** Chance can't be judged: no cell has pairs of two seeds. */
  ONE_SEED("one seed"),
  /** The sides can't be compared: there is no cell and seed in which both completed. */
  NO_PAIRS("no pairs");

  private final String label;

  Conclusion(String label) {
    this.label = label;
  }

  /** The words in files and tables. */
  public String label() {
    return label;
  }

  boolean significant() {
    return this == BETTER || this == WORSE;
  }
}
