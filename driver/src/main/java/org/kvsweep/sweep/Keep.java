package org.kvsweep.sweep;

/** Of which trials of a sweep the trained model is kept. */
public enum Keep implements Choice {
  /** Of none. */
  NONE("none"),
  /** Of the best seed of each cell, by what it reached on validation data. */
  BEST("best"),
  /** Of every completed trial. */
  ALL("all");

  private final String label;

  Keep(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
