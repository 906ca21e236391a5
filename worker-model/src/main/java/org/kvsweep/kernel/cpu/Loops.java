package org.kvsweep.kernel.cpu;

/**
 * The element-wise and row-wise parts of {@link CpuKernels}.
 *
 * <p>The result must not depend on how often a loop has run: the order of every sum is fixed.
 */
interface Loops {

  /** The word for these loops in the environment of a trial. */
  String name();

  AttentionLoops attention();

  NormLoops norms();

  ElementLoops elements();
}
