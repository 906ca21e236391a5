package org.kvsweep.trial;

/**
 * The cost of a trial, computed from its spec alone by formulas.
 *
 * @param parameters of the model
 * @param forwardFlops floating-point operations of one forward pass of one example; a multiply-add
 *     counts as two
 * @param stepFlops floating-point operations of one training step: a batch, forward and backward
 * @param steps optimizer steps in the budget
 * @param offHeapBytes memory outside the Java heap for parameters, gradients, optimizer state and
 *     activations
 * @param largestBufferBytes the largest piece of that memory that has to be in one; 0 if unknown
 */
public record TrialCost(
    long parameters,
    long forwardFlops,
    long stepFlops,
    long steps,
    long offHeapBytes,
    long largestBufferBytes) {

  /** A cost of which the largest piece of memory is unknown. */
  public TrialCost(
      long parameters, long forwardFlops, long stepFlops, long steps, long offHeapBytes) {
    this(parameters, forwardFlops, stepFlops, steps, offHeapBytes, 0);
  }

  /** Returns the floating-point operations of the whole training, evaluation not counted. */
  public double trainingFlops() {
    return (double) stepFlops * steps;
  }
}
