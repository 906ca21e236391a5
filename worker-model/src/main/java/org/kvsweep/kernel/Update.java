package org.kvsweep.kernel;

/** What a kernel does to the former content of an output. */
public enum Update {
  /** It is overwritten. */
  SET,
  /** The result is added to it. */
  ADD
}
