package org.kvsweep.kernel.cpu;

/**
 * Loops over the same block of numbers, one after the other.
 *
 * <p>The JIT compiles each by itself, because a call that has met three targets is not inlined.
 * That matters: once some thousand nodes have been inlined into one method it inlines no more, and
 * then every vector that is left is an object on the heap. One loop with all that softmax does on a
 * row takes five times as long as these.
 */
final class VectorPasses {
  private final Runnable[] passes;

  VectorPasses(Runnable... passes) {
    this.passes = passes.clone();
  }

  void run() {
    for (Runnable pass : passes) {
      pass.run();
    }
  }
}
