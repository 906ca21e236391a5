package org.kvsweep.layer;

/** B examples of T tokens each. */
public record TokenShape(int batch, int tokens) {

  /** N = B·T, the rows of the matrices that layers compute on. */
  public int rows() {
    return batch * tokens;
  }
}
