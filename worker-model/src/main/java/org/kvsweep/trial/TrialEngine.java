package org.kvsweep.trial;

/**
 * Trains one trial. The seam between sweeps and whatever does the training; engines are found
 * through {@link java.util.ServiceLoader}.
 *
 * <p>An engine is used by one thread at a time. Equal specs give equal outcomes, times and
 * environment aside, to the last bit on one kind of CPU.
 */
public interface TrialEngine {

  /** The word for this engine in sweep files and tables. */
  String name();

  /**
   * Returns whether the engine can train one trial by several workers, see {@link
   * TrialContext#workers}.
   */
  default boolean trainsInGroups() {
    return false;
  }

  /**
   * Trains the trial to its end. Whatever goes wrong comes back as an outcome; only an {@link
   * Error} that leaves the process unusable is thrown.
   */
  TrialOutcome run(TrialSpec spec, TrialContext context);
}
