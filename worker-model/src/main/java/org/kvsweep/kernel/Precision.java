package org.kvsweep.kernel;

import org.kvsweep.settings.Labelled;

/** The numbers that products read; whatever is added up or kept is float. */
public enum Precision implements Labelled {
  FLOAT("float"),
  /** Operands of products are rounded to bfloat16, which has the exponents of float and 8 bits. */
  BFLOAT16("bfloat16");

  private final String label;

  Precision(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
