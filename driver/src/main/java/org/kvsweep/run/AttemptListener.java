package org.kvsweep.run;

import java.util.Optional;
import java.util.function.Supplier;
import org.kvsweep.run.wire.Place;
import org.kvsweep.run.wire.TrialReport;
import org.kvsweep.schedule.AttemptId;
import org.kvsweep.trial.TrialOutcome;

/** Hears from a cluster how attempts end, on any thread. */
public interface AttemptListener {

  /** The job of an attempt came back with its report. */
  void returned(TrialReport report);

  /**
   * An attempt ended, and its task begins the next.
   *
   * @param report of the one that ended; read on the thread of the run
   */
  void handedIn(AttemptId ended, Supplier<TrialReport> report, AttemptId next);

  /**
   * An attempt ended without a report, or never started.
   *
   * @param place where it ran, if the cluster says so
   */
  void unreported(AttemptId id, TrialOutcome outcome, Optional<Place> place);

  /**
   * An executor is gone, which a sweep has to know of attempts that left it in time.
   *
   * @param why what that means for trials that it took down
   */
  void executorRemoved(String executor, TrialOutcome.Failed why);
}
