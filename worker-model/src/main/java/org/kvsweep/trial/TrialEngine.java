package org.kvsweep.trial;

/**
 * Trains one trial. The seam between sweeps and whatever does the training; an {@link
 * EngineProvider} makes it.
 *
 * <p>An engine is used by one thread at a time, for any number of trials, and nothing of one trial
 * is left in the next. Equal specs give equal outcomes, times and environment aside, to the last
 * bit on one kind of CPU.
 */
public interface TrialEngine {

  /**
   * Trains the trial to its end. Whatever goes wrong comes back as an outcome; only an {@link
   * Error} that leaves the process unusable is thrown.
   */
  TrialOutcome run(TrialSpec spec, TrialContext context);
}
