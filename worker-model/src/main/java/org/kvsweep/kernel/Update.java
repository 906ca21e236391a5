package org.kvsweep.kernel;

/** What a kernel does to the former content of an output. */
public enum Update {
  /** The result replaces the former content. */
  SET,
  /** The result is added to it. */
  ADD
}
