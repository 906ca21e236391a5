package org.kvsweep.spark;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.kvsweep.trial.TrialContext;
import org.kvsweep.trial.TrialEngine;
import org.kvsweep.trial.TrialOutcome;
import org.kvsweep.trial.TrialRun;
import org.kvsweep.trial.TrialSpec;

/** Takes a slot for {@code steps} times {@code step-millis}, and does nothing with it. */
public final class SleepingEngine implements TrialEngine {
  static final String NAME = "sleeping";

  /** Lists this engine. */
  public static final class Provider implements OlderCardsEngine {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public TrialEngine create() {
      return new SleepingEngine();
    }
  }

  @Override
  public TrialOutcome run(TrialSpec spec, TrialContext context) {
    long millis = (long) spec.training().integer("steps") * spec.training().integer("step-millis");
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
    return new TrialOutcome.Completed(TrialRun.none());
  }
}
