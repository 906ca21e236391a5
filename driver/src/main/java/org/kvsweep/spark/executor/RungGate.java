package org.kvsweep.spark.executor;

import java.time.Duration;
import java.util.function.LongFunction;
import org.kvsweep.run.wire.DriverAnswer;
import org.kvsweep.sweep.Rungs;
import org.kvsweep.trial.EpochMetrics;

/**
 * Keeps a trial from being trained past a rung before it is decided that it goes on. It waits for
 * the driver a moment, which is enough where the decision depends on no other trial; otherwise it
 * has to stop there.
 */
public final class RungGate {
  // The driver decides within milliseconds; to start again takes a trial longer than this, and a
  // driver that is busy for longer would keep the slot from others.
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final long FIRST_PAUSE_MILLIS = 1;
  private static final long LONGEST_PAUSE_MILLIS = 50;

  private final Rungs rungs;
  private int reached;
  private long undecidedStep;

  RungGate(Rungs rungs) {
    this.rungs = rungs;
  }

  /** The trial was evaluated. */
  void evaluated(EpochMetrics metrics) {
    int now = rungs.reachedWith(metrics);
    if (now > reached) {
      reached = now;
      undecidedStep = metrics.step();
    }
  }

  /** True while the trial is at a rung and has not been told that it goes on. */
  boolean closed() {
    return undecidedStep > 0;
  }

  /**
   * Asks whether the trial goes on from the rung where it is.
   *
   * @param driver answers for a trial that has done so many steps
   * @return false if it has to stop there
   */
  boolean opens(LongFunction<DriverAnswer> driver) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    GrowingPauses pauses = new GrowingPauses(FIRST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
    DriverAnswer answer = driver.apply(undecidedStep);
    while (answer.equals(DriverAnswer.NOT_YET) && System.nanoTime() < end && pauses.take()) {
      answer = driver.apply(undecidedStep);
    }
    if (answer.equals(DriverAnswer.GO_ON)) {
      undecidedStep = 0;
    }
    return !closed();
  }
}
