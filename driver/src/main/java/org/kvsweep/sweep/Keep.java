package org.kvsweep.sweep;

import org.kvsweep.settings.Labelled;

/** The trials of a sweep whose trained models are kept. */
public enum Keep implements Labelled {
  /** No trial's model is kept. */
  NONE("none"),
  /** The model of each cell's best seed is kept, by what it reached on validation data. */
  BEST("best"),
  /** The model of every completed trial is kept. */
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
