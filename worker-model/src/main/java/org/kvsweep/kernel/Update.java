package org.kvsweep.kernel;

/** The treatment of an output's former content by a kernel. */
public enum Update {
  /** The result replaces the former content. */
  SET,
  /** The result is added to it. */
  ADD
}
