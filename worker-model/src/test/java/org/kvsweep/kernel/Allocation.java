package org.kvsweep.kernel;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What the current thread has allocated.
 *
 * @param heapBytes on the Java heap
 * @param buffers ND4J's off it, of any size
 */
public record Allocation(long heapBytes, long buffers) {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  // The compiler has a thread of its own, which gets little time on a busy machine.
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /**
   * The least that so many runs take, out of as many such rounds as it needs: at first, code is
   * interpreted.
   *
   * @param enough on the heap, for all runs, to stop at
   */
  public static Allocation ofSteadyState(int runs, long enough, Runnable operation) {
    operation.run(); // what is made once, at first use
    Allocation least = of(runs, operation);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (least.heapBytes > enough && System.nanoTime() < end) {
      Allocation next = of(runs, operation);
      least = next.heapBytes < least.heapBytes ? next : least;
    }
    return least;
  }

  private static Allocation of(int runs, Runnable operation) {
    // The numbers of buffers are consecutive.
    long buffer = Nd4j.getDeallocatorService().nextValue();
    long thread = Thread.currentThread().getId();
    long before = THREADS.getThreadAllocatedBytes(thread);
    for (int run = 0; run < runs; run++) {
      operation.run();
    }
    long after = THREADS.getThreadAllocatedBytes(thread);
    return new Allocation(after - before, Nd4j.getDeallocatorService().nextValue() - buffer - 1);
  }
}
