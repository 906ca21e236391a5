package org.kvsweep.kernel;

/** The function that is applied to every element of the output of a linear map. */
public enum Activation {
  IDENTITY,
  /** max(0, x) */
  RELU
}
